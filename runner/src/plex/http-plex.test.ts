// Calls over real HTTP against a scripted Plex: statuses, silence, aborts, packing; sockets are closed and secrets kept.

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { AppError } from '@repsys/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DataSource, SourceQuery, SourceRow } from './data-source.ts';
import { createPlex, type PlexSettings } from './http-plex.ts';
import { answerXml, fault11, soap11, type WireRow } from './testing/answer.ts';
import { type Script, type ScriptedPlex, startScriptedPlex, status, xml } from './testing/scripted-plex.ts';

const source: DataSource = {
  key: '18001',
  name: 'Accounting_Year_Category_Type_Get',
  columns: [
    { name: 'PCN', kind: 'integer' },
    { name: 'Account_No', kind: 'text' },
  ],
};
const account = { user: 'canary.user@plant', password: 'cänary:pass/word=1' };
const token = Buffer.from(`${account.user}:${account.password}`).toString('base64');
const rows = (count: number): WireRow[] =>
  Array.from(
    { length: count },
    (_, at) =>
      [
        ['PCN', '111111'],
        ['Account_No', `1${at}`],
      ] as const,
  );

let server: ScriptedPlex | undefined;
afterEach(async () => {
  await vi.waitFor(() => expect(server?.open() ?? 0).toBe(0), { timeout: 30_000 });
  await server?.close();
  server = undefined;
});

const settingsFor = (url: string, more: Partial<PlexSettings> = {}): PlexSettings => ({
  url,
  accounts: new Map([['111111', account]]),
  timeoutMs: 5000,
  maxBytes: 1e8,
  ...more,
});

async function plexThat(script: Script, more: Partial<PlexSettings> = {}) {
  server = await startScriptedPlex(script);
  return createPlex(settingsFor(server.url, more));
}

const queryOf = (more: Partial<SourceQuery> = {}): SourceQuery => ({
  company: '111111',
  source,
  inputs: { PCNs: '111111', Empty: undefined },
  signal: new AbortController().signal,
  ...more,
});

type Plex = ReturnType<typeof createPlex>;

async function allRows(plex: Plex, query = queryOf()): Promise<SourceRow[]> {
  const seen: SourceRow[] = [];
  for await (const batch of plex.read(query)) seen.push(...batch);
  return seen;
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw error;
  const shown = `${inspect(error, { depth: 9 })}${JSON.stringify(error)}${JSON.stringify(error.details)}${error.stack}`;
  for (const secret of [account.user, account.password, token, encodeURIComponent(account.password)])
    expect(shown).not.toContain(secret);
  return error;
}

const codeOf = async (work: Promise<unknown>) => (await failureOf(work)).code;

describe('a call', () => {
  it('posts the envelope in the order of the contract and reads the rows', async () => {
    const plex = await plexThat(xml(answerXml(rows(3))));
    const answer = plex.read(queryOf({ inputs: { PCNs: '1&2<3', Skipped: undefined, Period_Start: '202401' } }));
    expect(() => answer.receipt()).toThrow(AppError);
    const seen: SourceRow[] = [];
    for await (const batch of answer) seen.push(...batch);
    expect(seen).toEqual([
      ['111111', '10'],
      ['111111', '11'],
      ['111111', '12'],
    ]);
    expect(answer.receipt()).toEqual({ rows: 3, bytes: answerXml(rows(3)).length, answeredAt: expect.any(Date) });
    expect(() => answer[Symbol.asyncIterator]()).toThrow(AppError);
    const [heard] = server?.heard ?? [];
    expect(heard?.headers).toMatchObject({
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '"http://www.plexus-online.com/DataSource/ExecuteDataSource"',
      authorization: `Basic ${token}`,
      'accept-encoding': 'gzip',
    });
    expect(heard?.body).toContain(`xmlns:soap="${soap11}"`);
    expect(heard?.body).toContain(
      '<soap:Body><ExecuteDataSource xmlns="http://www.plexus-online.com/DataSource"><ExecuteDataSourceRequest>' +
        '<DataSourceKey>18001</DataSourceKey><InputParameters>' +
        '<InputParameter><Value>1&amp;2&lt;3</Value><Name>@PCNs</Name><Required>true</Required><Output>false</Output></InputParameter>' +
        '<InputParameter><Value>202401</Value><Name>@Period_Start</Name><Required>true</Required><Output>false</Output></InputParameter>' +
        '</InputParameters></ExecuteDataSourceRequest></ExecuteDataSource></soap:Body>',
    );
  });
  it('lets no input become markup', async () => {
    const plex = await plexThat(xml(answerXml([])));
    const inputs = { PCNs: '<![CDATA[1]]></Value><x/>]]>' };
    expect(await codeOf(allRows(plex, queryOf({ inputs })))).toBe('REQUEST_INVALID');
    expect(server?.heard).toEqual([]);
  });
  it('inflates gzip and counts the inflated bytes', async () => {
    const text = answerXml(rows(5000));
    const plex = await plexThat(xml(gzipSync(text), { 'Content-Encoding': 'gzip' }));
    const answer = plex.read(queryOf());
    for await (const _ of answer);
    expect(answer.receipt()).toMatchObject({ rows: 5000, bytes: text.length });
  });
  it('closes its connection when the caller stops reading', async () => {
    const plex = await plexThat(xml(answerXml(rows(20_000))), { batchRows: 10 });
    for await (const _ of plex.read(queryOf())) break;
  });
  it('needs an account of the company and an http address', async () => {
    const plex = await plexThat(xml(answerXml([])));
    expect(await codeOf(allRows(plex, queryOf({ company: '999999' })))).toBe('REQUEST_COMPANY_UNKNOWN');
    for (const url of ['plex', 'ftp://plex.invalid/', `http://${account.user}:x@plex.invalid/`])
      expect(() => createPlex(settingsFor(url))).toThrow('PLEX_URL');
  });
  it('keeps to the number of calls at once', async () => {
    let most = 0;
    const plex = await plexThat(
      (response, heard) => {
        most = Math.max(most, server?.open() ?? 0);
        setTimeout(() => xml(answerXml(rows(1)))(response, heard), 10);
      },
      { concurrency: 2 },
    );
    const all = await Promise.all(Array.from({ length: 7 }, () => allRows(plex)));
    expect(all.flat()).toHaveLength(7);
    expect(most).toBe(2);
  });
});

describe('an HTTP status', () => {
  const page = status(200, '<!DOCTYPE html><html></html>', { 'Content-Type': 'text/html; charset=utf-8' });
  it.each<[string, string, Script]>([
    ['401', 'PLEX_REJECTED', (response, heard) => status(401, `no ${heard.headers.authorization}`)(response, heard)],
    ['403', 'PLEX_REJECTED', status(403)],
    ['404', 'PLEX_REJECTED', status(404, 'x'.repeat(300_000))],
    ['400 without a fault', 'PLEX_REJECTED', status(400, 'no')],
    ['302', 'PLEX_REJECTED', status(302, '', { Location: `http://127.0.0.1:1/?${account.password.slice(8)}` })],
    ['204', 'PLEX_UNEXPECTED_SHAPE', status(204)],
    ['429', 'PLEX_BUSY', status(429)],
    ['500', 'PLEX_BUSY', status(500, 'oops')],
    ['500 with half a fault', 'PLEX_BUSY', status(500, fault11('no').slice(0, 200))],
    ['500 as a page', 'PLEX_BUSY', status(500, '<html>', { 'Content-Type': 'text/html' })],
    ['503', 'PLEX_BUSY', status(503)],
    ['500 with a fault', 'PLEX_FAULT', status(500, fault11('deadlock'))],
    ['400 with a fault', 'PLEX_FAULT', status(400, fault11('bad input'))],
    ['200 as a page', 'PLEX_UNEXPECTED_SHAPE', page],
  ])('%s is %s', async (_, code, script) => {
    const plex = await plexThat(script);
    expect(await codeOf(allRows(plex))).toBe(code);
    expect(await codeOf(plex.check('111111', source, new AbortController().signal))).toBe(code);
  });
  it('429 and 503 tell how long to wait', async () => {
    const date = new Date(Date.now() + 90_000).toUTCString();
    const plex = await plexThat((response, heard) => {
      const header = server?.heard.length === 1 ? '7' : date;
      return status(503, '', { 'Retry-After': header })(response, heard);
    });
    expect((await failureOf(allRows(plex))).details.retryAfterMs).toBe(7000);
    expect((await failureOf(allRows(plex))).details.retryAfterMs).toBeGreaterThan(10_000);
  });
});

describe('a line that fails', () => {
  it('is PLEX_UNREACHABLE when nobody listens, with the host and no more', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    const { port } = await new Promise<AddressInfo>((resolve) =>
      free.once('listening', () => resolve(free.address() as AddressInfo)),
    );
    await new Promise((resolve) => free.close(resolve));
    const plex = createPlex(settingsFor(`http://127.0.0.1:${port}/`));
    const error = await failureOf(allRows(plex));
    expect(error).toMatchObject({ code: 'PLEX_UNREACHABLE', retryable: true, cause: undefined });
    expect(error.message).toContain(`127.0.0.1:${port}`);
  });
  it('is PLEX_UNREACHABLE when TLS fails', async () => {
    const plex = await plexThat(xml(''));
    const tls = createPlex(settingsFor(server?.url.replace('http:', 'https:') ?? ''));
    expect(await codeOf(allRows(tls))).toBe('PLEX_UNREACHABLE');
    expect(await codeOf(allRows(plex))).toBe('PLEX_INCOMPLETE');
  });
  it('is PLEX_UNREACHABLE when it is reset before or in the middle of the answer', async () => {
    const before = await plexThat((response) => void response.destroy());
    expect(await codeOf(allRows(before))).toBe('PLEX_UNREACHABLE');
    await server?.close();
    const amid = await plexThat((response) => {
      response.writeHead(200, { 'Content-Length': '99999' });
      response.write(answerXml(rows(5)).slice(0, 500), () => response.socket?.resetAndDestroy());
    });
    expect(await codeOf(allRows(amid))).toBe('PLEX_UNREACHABLE');
  });
  it('is PLEX_INCOMPLETE when a packed answer is cut, PLEX_UNEXPECTED_SHAPE when it is not packed at all', async () => {
    const packed = gzipSync(answerXml(rows(50)));
    const cut = await plexThat(xml(packed.subarray(0, -20), { 'Content-Encoding': 'gzip' }));
    expect(await codeOf(allRows(cut))).toBe('PLEX_INCOMPLETE');
    await server?.close();
    const plain = await plexThat(xml(answerXml(rows(5)), { 'Content-Encoding': 'gzip' }));
    expect(await codeOf(allRows(plain))).toBe('PLEX_UNEXPECTED_SHAPE');
    await server?.close();
    const odd = await plexThat(xml('x', { 'Content-Encoding': 'br' }));
    expect(await codeOf(allRows(odd))).toBe('PLEX_UNEXPECTED_SHAPE');
  });
  it('is PLEX_TOO_LARGE for a bomb of a few packed bytes', async () => {
    const bomb = gzipSync(answerXml(rows(1)).replace('</Row>', `${' '.repeat(900_000)}</Row>`));
    const plex = await plexThat(xml(bomb, { 'Content-Encoding': 'gzip' }), { maxBytes: 100_000 });
    expect(await codeOf(allRows(plex))).toBe('PLEX_TOO_LARGE');
  });
});

const half = answerXml(rows(200)).slice(0, 4000);
const silences: readonly [string, Script][] = [
  ['before its head', () => {}],
  ['after its head', (response) => void response.writeHead(200, { 'Content-Type': 'text/xml' }).flushHeaders()],
  ['in the middle', (response) => void response.writeHead(200, { 'Content-Type': 'text/xml' }).write(half)],
  [
    'in the middle of gzip',
    (response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).write(gzipSync(half).subarray(0, 100));
    },
  ],
  ['inside an error', (response) => void response.writeHead(500, { 'Content-Type': 'text/xml' }).write('<')],
];

describe('an answer that falls silent', () => {
  it.each(silences.slice(0, 4))('%s is PLEX_TIMEOUT', async (_, script) => {
    const plex = await plexThat(script, { timeoutMs: 150 });
    expect(await failureOf(allRows(plex))).toMatchObject({ code: 'PLEX_TIMEOUT', retryable: true });
  });
  it.each(silences)('%s can be aborted', async (_, script) => {
    const plex = await plexThat(script);
    const reason = new AppError('RUN_CANCELLED', 'enough');
    const abort = new AbortController();
    const reading = allRows(plex, queryOf({ signal: abort.signal }));
    setTimeout(() => abort.abort(reason), 50);
    await expect(reading).rejects.toBe(reason);
  });
  it('is not one that drips, nor one whose reader is slow', async () => {
    const text = answerXml(rows(40));
    const plex = await plexThat(
      async (response) => {
        response.writeHead(200, { 'Content-Type': 'text/xml' });
        for (let at = 0; at < text.length; at += 500) {
          response.write(text.slice(at, at + 500));
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        response.end();
      },
      { timeoutMs: 150, batchRows: 10 },
    );
    let count = 0;
    for await (const batch of plex.read(queryOf())) {
      count += batch.length;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(count).toBe(40);
  });
});

describe('a place in line', () => {
  it('is given back by every check of the connection, also by one that fails', async () => {
    const plex = await plexThat(xml(answerXml(rows(2))), { concurrency: 1 });
    const { signal } = new AbortController();
    for (let check = 0; check < 3; check += 1)
      await plex.check('111111', source, signal).catch((error: unknown) => expect(error).toBeInstanceOf(AppError));
    expect(await allRows(plex, queryOf())).toHaveLength(2);
  });
});

describe('an abort', () => {
  it('before the call sends nothing, while waiting in line leaves the line', async () => {
    const plex = await plexThat(() => {}, { concurrency: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    await expect(allRows(plex, queryOf({ signal: AbortSignal.abort('early') }))).rejects.toBe('early');
    const one = allRows(plex, queryOf({ signal: first.signal }));
    const two = allRows(plex, queryOf({ signal: second.signal }));
    second.abort('left');
    await expect(two).rejects.toBe('left');
    first.abort('stopped');
    await expect(one).rejects.toBe('stopped');
    expect(server?.heard.length).toBeLessThanOrEqual(1);
  });
  it('between two batches is noticed although the bytes are all there', async () => {
    const plex = await plexThat(xml(answerXml(rows(3000))), { batchRows: 10 });
    const abort = new AbortController();
    const reading = (async () => {
      for await (const _ of plex.read(queryOf({ signal: abort.signal }))) abort.abort('mid');
    })();
    await expect(reading).rejects.toBe('mid');
  });
});

describe('a check', () => {
  const signal = new AbortController().signal;
  it('asks for the request template and takes a good one', async () => {
    const plex = await plexThat(xml(answerXml([], { operation: 'GetDataSourceRequestTemplate' })));
    await plex.check('111111', source, signal);
    expect(server?.heard[0]?.body).toContain('<dataSourceKey>18001</dataSourceKey></GetDataSourceRequestTemplate>');
    expect(server?.heard[0]?.headers.soapaction).toContain('/GetDataSourceRequestTemplate');
  });
  it('throws what the wall says, timeouts and aborts as well', async () => {
    const denied = '<StatusNo>0</StatusNo><Error>true</Error><ErrorNo>1</ErrorNo><Message>no grant</Message>';
    const plex = await plexThat(xml(answerXml([], { operation: 'GetDataSourceRequestTemplate', status: denied })));
    expect(await codeOf(plex.check('111111', source, signal))).toBe('PLEX_FAULT');
    await server?.close();
    const hanging = await plexThat(() => {}, { timeoutMs: 150 });
    expect(await codeOf(hanging.check('111111', source, signal))).toBe('PLEX_TIMEOUT');
    await expect(hanging.check('111111', source, AbortSignal.abort('off'))).rejects.toBe('off');
  });
});

describe('user and password', () => {
  const echoes: readonly [string, (all: string) => Script][] = [
    ['a fault', (all) => status(500, fault11(all))],
    [
      'an error message',
      (all) =>
        xml(
          answerXml([], {
            status: `<StatusNo>1</StatusNo><Error>true</Error><ErrorNo>1</ErrorNo><Message>${all}</Message>`,
          }),
        ),
    ],
    [
      'a cell',
      (all) =>
        xml(
          answerXml([
            [
              ['PCN', all],
              ['Account_No', ''],
            ],
          ]),
        ),
    ],
    ['a tag', (all) => xml(`<${all.replace(/[^a-z]/g, '')} a="${all}">`)],
    ['a packing', (all) => xml('x', { 'Content-Encoding': all.replace(/[^\w.@]/g, '').slice(0, 40) })],
  ];
  it.each(echoes)('are masked when Plex echoes them in %s', async (_, script) => {
    const plex = await plexThat(script(account.password));
    await failureOf(allRows(plex));
    await server?.close();
    const other = await plexThat(script(`${account.user} ${token}`));
    await failureOf(allRows(other));
  });
});
