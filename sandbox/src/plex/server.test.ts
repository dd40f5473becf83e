// The data sources over HTTP: grants, inputs, both envelopes, gzip, control routes.
import { parseAmount } from '@repsys/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, basic, executeEnvelope, postSoap } from './ask-plex.ts';
import { specialAccounts } from './chart-of-accounts.ts';
import { dataSources } from './data-sources.ts';
import { type PlexSandbox, startPlexSandbox } from './server.ts';

let sandbox: PlexSandbox;
const main = { PCNs: 111111 };
const january = { ...main, Period_Start: 202501, Period_End: 202501 };

beforeAll(async () => {
  sandbox = await startPlexSandbox({ today: '2025-01-10', accounts: 600 });
});
afterAll(() => sandbox.close());

describe('the data sources', () => {
  it('carry exactly the columns of the contract, in every row', async () => {
    for (const source of dataSources.values()) {
      const inputs = Object.fromEntries(
        source.inputs.flatMap(({ name, required }) =>
          required ? [[`@${name}`, name.startsWith('Period') ? 202412 : 111111]] : [],
        ),
      );
      const { status, error, rowCount, rows } = await ask(sandbox, source.key, inputs);
      expect([source.key, status, error, rowCount]).toEqual([source.key, 200, 'false', rows.length]);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(Object.keys(row)).toEqual(source.columns);
    }
  });

  it('take inputs with and without @', async () => {
    const [bare, marked] = [await ask(sandbox, 18004, main), await ask(sandbox, 18004, { '@PCNs': 111111 })];
    expect(marked.rows).toEqual(bare.rows);
    expect(bare.rows[0]).toEqual({
      PCN: '111111',
      Start_Period: '202401',
      End_Period: '202411',
      Start_Open_Period: '202412',
      End_Open_Period: '202501',
    });
  });

  it('list every account in 4814 and only the moved ones in 18005, with the same movements', async () => {
    const dense = await ask(sandbox, 4814, { ...main, Period_Start: 202412, Period_End: 202412 });
    const sparse = await ask(sandbox, 18005, { PCN: 111111, Period_Start: 202412, Period_End: 202412 });
    expect(dense.rowCount).toBe(600);
    const amounts = (row: Readonly<Record<string, string>>) => [
      row.Account_No,
      parseAmount(row.Debit ?? ''),
      parseAmount(row.Credit ?? ''),
    ];
    const moved = dense.rows.map(amounts).filter(([, debit, credit]) => debit !== 0n || credit !== 0n);
    expect(sparse.rows.map(amounts)).toEqual(moved);
  });

  it('end where they begin plus debit minus credit', async () => {
    for (const row of (await ask(sandbox, 4814, january)).rows) {
      const [begin = 0n, debit = 0n, credit = 0n, end] = ['Beginning_Balance', 'Debit', 'Credit', 'Ending_Balance'].map(
        (name) => parseAmount(row[name] ?? ''),
      );
      expect(end).toBe(begin + debit - credit);
    }
  });

  it('give each account once when asked in ranges that touch, and leave out what lies between limits', async () => {
    const range = (from: string, to: string) =>
      ask(sandbox, 4814, { ...january, Account_No_From: from, Account_No_To: to });
    const low = await range('00000-000-0000', '66666-666-6666');
    const high = await range('66666-666-6667', '99999-999-9999');
    const all = await ask(sandbox, 4814, january);
    const missing = all.rows.filter(
      (row) => ![...low.rows, ...high.rows].some((each) => each.Account_No === row.Account_No),
    );
    expect(missing.map((row) => row.Account_No)).toEqual([specialAccounts.betweenLimits]);
    const from = await ask(sandbox, 4814, { ...january, Account_No_From: specialAccounts.rounding });
    expect(from.rows[0]?.Account_No).toBe(specialAccounts.rounding);
  });

  it('carry names with every character XML cares about', async () => {
    const { rows } = await ask(sandbox, 18002, main);
    const names = rows.map((row) => row.Account_Name);
    expect(names).toContain('=Clearing & "Suspense" <old>');
    expect(names).toContain('Wages - Gießerei (Old Plant)');
  });

  it('see a new day after it was set', async () => {
    sandbox.setToday('2024-12-01');
    expect((await ask(sandbox, 18002, main)).rowCount).toBe(575);
    sandbox.setToday('2025-01-10');
    expect((await ask(sandbox, 18002, main)).rowCount).toBe(600);
  });
});

describe('the web service', () => {
  it('refuses unknown callers', async () => {
    const answer = await ask(sandbox, 18004, main, { headers: { authorization: 'Basic bm9ib2R5Om5vdGhpbmc=' } });
    expect(answer.status).toBe(401);
  });

  it('shows a company to its own account only', async () => {
    const answer = await ask(sandbox, 18004, main, { company: 222222 });
    expect(answer).toMatchObject({ status: 200, error: 'true', message: 'This account may not see PCN 111111.' });
    const both = await ask(sandbox, 18004, { PCNs: '111111,222222' });
    expect(both.error).toBe('true');
  });

  it('answers unknown data sources, missing and unknown inputs with Error=true', async () => {
    expect(await ask(sandbox, 999, main)).toMatchObject({ status: 200, error: 'true', rows: [] });
    expect((await ask(sandbox, 4814, main)).message).toBe('Required input @Period_Start is missing.');
    expect((await ask(sandbox, 18004, { ...main, Color: 'red' })).error).toBe('true');
    expect((await ask(sandbox, 4814, { ...main, Period_Start: 202213, Period_End: 202213 })).error).toBe('true');
  });

  it('answers in the version it was asked in', async () => {
    const one = await ask(sandbox, 18004, main);
    const two = await ask(sandbox, 18004, main, { version: '1.2' });
    expect(one.type).toBe('text/xml; charset=utf-8');
    expect(two.type).toBe('application/soap+xml; charset=utf-8');
    expect(two.text).toContain('http://www.w3.org/2003/05/soap-envelope');
    expect(two.rows).toEqual(one.rows);
  });

  it('answers what it cannot read with a Fault', async () => {
    const right = executeEnvelope(18004, main);
    const bodies = [
      'not xml',
      right.slice(0, -12),
      right.replace('<?xml version="1.0"?>', '<?xml version="1.0"?><!DOCTYPE a>'),
      right.replaceAll('ExecuteDataSource', 'DropDataSource'),
      right.replace(/(<Value>.*?<\/Value>)(<Name>.*?<\/Name>)/, '$2$1'),
      executeEnvelope(18004, main, '1.2'),
    ];
    for (const body of bodies) {
      const response = await postSoap(sandbox, body);
      expect([response.status, await response.text()]).toEqual([500, expect.stringContaining('soap:Client')]);
    }
    const action = await postSoap(sandbox, right, { headers: { soapaction: '"urn:else"' } });
    expect(action.status).toBe(500);
    const type = await postSoap(sandbox, right, { headers: { 'content-type': 'application/json' } });
    expect(type.status).toBe(415);
  });

  it('refuses a request larger than a megabyte', async () => {
    const response = await postSoap(sandbox, `${executeEnvelope(18004, main)}${' '.repeat(1_100_000)}`);
    expect(response.status).toBe(413);
  });

  it('compresses for those who accept it', async () => {
    const plain = await postSoap(sandbox, executeEnvelope(18002, main), { headers: { 'accept-encoding': 'identity' } });
    const packed = await postSoap(sandbox, executeEnvelope(18002, main), { headers: { 'accept-encoding': 'gzip' } });
    expect([plain.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([null, 'gzip']);
    const withoutInstance = async (response: Response) => (await response.text()).replace(/<InstanceNo>\d+/, '');
    expect(await withoutInstance(packed)).toBe(await withoutInstance(plain));
  });

  it('survives a reader that leaves in the middle', async () => {
    const leaving = new AbortController();
    const response = await postSoap(sandbox, executeEnvelope(18002, main), { signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    expect((await ask(sandbox, 18004, main)).status).toBe(200);
  });

  it('remembers what it was asked', async () => {
    await fetch(`${sandbox.origin}/calls`, { method: 'DELETE' });
    await ask(sandbox, 4814, january);
    await ask(sandbox, 4814, january);
    await ask(sandbox, 18004, { PCNs: 222222 }, { company: 222222 });
    const { calls } = (await (await fetch(`${sandbox.origin}/calls`)).json()) as { calls: unknown[] };
    expect(calls).toMatchObject([
      { key: 4814, company: 111111, periodStart: '202501', periodEnd: '202501', count: 2, faults: [] },
      { key: 18004, company: 222222, count: 1 },
    ]);
  });

  it('listens on loopback only and tells who it is', async () => {
    await expect(startPlexSandbox({ today: '2025-01-10', host: '0.0.0.0' })).rejects.toThrow('loopback');
    expect(sandbox.source).toBe('sandbox:seed-1');
    expect(sandbox.companies.map(({ number, name }) => [number, name])).toEqual([
      [111111, 'Main plant'],
      [222222, 'Second plant'],
    ]);
    expect(basic(sandbox)).toMatch(/^Basic /);
  });
});
