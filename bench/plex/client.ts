// A process that takes one large answer in one way and reports what it cost: `client.ts <way> <address> <rows>`.
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { SaxesParser } from 'saxes';
import type { DataSource, SourceAnswer } from '../../runner/src/plex/data-source.ts';
import { createPlex } from '../../runner/src/plex/http-plex.ts';

/** Wall and processor seconds, peak memory, rows that were read. */
export type Cost = { readonly wallS: number; readonly cpuS: number; readonly rssMb: number; readonly rows: number };

const source: DataSource = {
  key: '4814',
  name: 'Account_Activity_Summary_xPCN_Get',
  columns: [
    { name: 'Account_No', kind: 'text' },
    { name: 'Beginning_Balance', kind: 'amount' },
    { name: 'Debit', kind: 'amount' },
    { name: 'Credit', kind: 'amount' },
    { name: 'Ending_Balance', kind: 'amount' },
  ],
};

/** The floor: bytes through the XML parser, counting rows. */
async function bareSaxes(address: string): Promise<number> {
  let rows = 0;
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('closetag', ({ name }) => {
    if (name === 'Row') rows += 1;
  });
  const decoder = new TextDecoder();
  const response = await fetch(address, { method: 'POST', body: 'x' });
  for await (const chunk of response.body ?? []) parser.write(decoder.decode(chunk, { stream: true }));
  parser.close();
  return rows;
}

function ask(address: string): SourceAnswer {
  const accounts = new Map([['111111', { user: 'bench', password: 'bench' }]]);
  const plex = createPlex({ url: address, accounts, timeoutMs: 60_000, maxBytes: 4e9 });
  return plex.read({ company: '111111', source, inputs: { PCNs: '111111' }, signal: new AbortController().signal });
}

async function ourReader(address: string): Promise<number> {
  let rows = 0;
  for await (const batch of ask(address)) rows += batch.length;
  return rows;
}

const unsafe = /[\\\t\n\r]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

async function* copyText(answer: SourceAnswer): AsyncGenerator<string> {
  for await (const batch of answer) {
    let text = '';
    for (const [account, ...amounts] of batch)
      text += `${account?.replace(unsafe, (sign) => escapes[sign] ?? sign) ?? '\\N'}\t${amounts.join('\t')}\n`;
    yield text;
  }
}

async function readerToCopy(address: string): Promise<number> {
  const client = new pg.Client(process.env.DATABASE_URL);
  await client.connect();
  await client.query(
    `CREATE TEMP TABLE bench_staging (account_no text NOT NULL, beginning numeric(19,5) NOT NULL,
     debit numeric(19,5) NOT NULL, credit numeric(19,5) NOT NULL, ending numeric(19,5) NOT NULL)`,
  );
  const copy = client.query(copyFrom('COPY bench_staging FROM STDIN'));
  await pipeline(copyText(ask(address)), copy);
  await client.end();
  return copy.rowCount;
}

/** The soap package reading the same answer by itself. */
async function soapPackage(address: string): Promise<number> {
  const { createClientAsync } = await import('soap');
  const wsdl = new URL('../../runner/src/plex/wsdl/datasource.wsdl', import.meta.url).pathname;
  const client = await createClientAsync(wsdl, { endpoint: address });
  const [result] = await client.ExecuteDataSourceAsync({ ExecuteDataSourceRequest: { DataSourceKey: '4814' } });
  return result.ExecuteDataSourceResult.ResultSets.ResultSet[0].Rows.Row.length;
}

const ways: Readonly<Record<string, (address: string) => Promise<number>>> = {
  bareSaxes,
  ourReader,
  readerToCopy,
  soapPackage,
};

const [way = '', address = ''] = process.argv.slice(2);
const began = performance.now();
const rows = (await ways[way]?.(address)) ?? 0;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const cost: Cost = {
  wallS: (performance.now() - began) / 1000,
  cpuS: (userCPUTime + systemCPUTime) / 1e6,
  rssMb: maxRSS / 1024,
  rows,
};
process.send?.(cost);
process.disconnect?.();
