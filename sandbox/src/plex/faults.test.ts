// Each fault as it shows on the wire, and the book that arms and counts them.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, executeEnvelope, type PlexAnswer, postSoap } from './ask-plex.ts';
import { type FaultName, faultMeanings, faultNames } from './faults.ts';
import { type PlexSandbox, startPlexSandbox } from './server.ts';

let sandbox: PlexSandbox;
const december = { PCNs: 111111, Period_Start: 202412, Period_End: 202412 };
const accounts = 200;

beforeAll(async () => {
  sandbox = await startPlexSandbox({ today: '2025-01-10', accounts });
});
afterAll(() => sandbox.close());
afterEach(() => fetch(`${sandbox.origin}/faults`, { method: 'DELETE' }));

function control(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(sandbox.origin + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

async function arm(fault: FaultName, more: object = {}): Promise<void> {
  expect((await control('POST', '/faults', { fault, ...more })).status).toBe(201);
}

const askDecember = (): Promise<PlexAnswer> => ask(sandbox, 4814, december);

async function struck(fault: FaultName, more: object = {}): Promise<PlexAnswer> {
  await arm(fault, more);
  return askDecember();
}

/** What arrives until nothing more comes for a while, then the call is given up. */
async function arrivedBeforeSilence(): Promise<string> {
  const silence = new AbortController();
  let text = '';
  try {
    const response = await postSoap(sandbox, executeEnvelope(4814, december), { signal: silence.signal });
    const decoder = new TextDecoder();
    let timer = setTimeout(() => silence.abort(), 150);
    for await (const part of response.body ?? []) {
      text += decoder.decode(part, { stream: true });
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), 150);
    }
  } catch (error) {
    if (!silence.signal.aborted) throw error;
  }
  return text;
}

describe('a fault shows on the wire', () => {
  const statuses = { 'http-401': 401, 'http-429': 429, 'http-500': 500, 'http-503': 503, 'soap-fault': 500 } as const;

  it.each(Object.entries(statuses))('%s as HTTP %i', async (fault, status) => {
    expect((await struck(fault as FaultName)).status).toBe(status);
    expect((await askDecember()).rowCount).toBe(accounts);
  });

  it('http-429 with the time to wait', async () => {
    await arm('http-429');
    const response = await postSoap(sandbox, executeEnvelope(4814, december));
    expect(response.headers.get('retry-after')).toBe('1');
  });

  it('soap-fault as a Fault and html-page as a page', async () => {
    expect((await struck('soap-fault')).text).toContain('<soap:Fault>');
    expect(await struck('html-page')).toMatchObject({
      status: 200,
      type: 'text/html; charset=utf-8',
      error: undefined,
    });
  });

  it('error-true, status-no and empty in the status block', async () => {
    expect(await struck('error-true')).toMatchObject({ status: 200, error: 'true', rowCount: undefined });
    const statusNo = await struck('status-no');
    expect([statusNo.error, statusNo.text.includes('<StatusNo>7</StatusNo>')]).toEqual(['false', true]);
    expect(await struck('empty')).toMatchObject({ error: 'false', message: 'Success', rowCount: undefined, rows: [] });
  });

  it('wrong-row-count, missing-account, wrong-shape and bad-cell in the rows', async () => {
    const wrong = await struck('wrong-row-count');
    expect([wrong.rowCount, wrong.rows.length]).toEqual([accounts + 1, accounts]);
    const missing = await struck('missing-account');
    expect([missing.rowCount, missing.rows.length]).toEqual([196, 196]);
    const shape = await struck('wrong-shape');
    expect(shape.rows.map((row) => 'Debit' in row)).toEqual(Array(accounts).fill(false));
    expect((await struck('bad-cell')).rows.filter((row) => row.Debit === 'abc')).toHaveLength(1);
  });

  it('doctype before the envelope, the rest being right', async () => {
    const answer = await struck('doctype');
    expect(answer.text).toMatch(/^<\?xml [^>]*\?><!DOCTYPE /);
    expect(answer.rowCount).toBe(accounts);
  });

  it('truncated as a body that ends cleanly inside the XML', async () => {
    const { status, text } = await struck('truncated');
    expect([status, text.endsWith('</soap:Envelope>'), text.includes('<Row>')]).toEqual([200, false, true]);
  });

  it('reset as a broken connection', async () => {
    await arm('reset');
    // With "connection: close" fetch takes a reset for the end of the body.
    const headers = { connection: 'keep-alive' };
    const response = await postSoap(sandbox, executeEnvelope(4814, december), { headers });
    await expect(response.text()).rejects.toThrow();
  });

  it('hang with some rows and hang-before with nothing', async () => {
    await arm('hang');
    expect(await arrivedBeforeSilence()).toContain('<Row>');
    await arm('hang-before');
    const giveUp = AbortSignal.timeout(150);
    await expect(postSoap(sandbox, executeEnvelope(4814, december), { signal: giveUp })).rejects.toThrow();
  });

  it('slow and drip as the right answer in another rhythm', async () => {
    const right = (await askDecember()).rows;
    expect((await struck('slow', { delayMs: 20 })).rows).toEqual(right);
    expect((await struck('drip')).rows).toEqual(right);
  });

  it('huge as sixty megabytes of padded rows', async () => {
    await arm('huge');
    const response = await postSoap(sandbox, executeEnvelope(4814, december));
    let size = 0;
    for await (const part of response.body ?? []) size += part.length;
    expect(size).toBeGreaterThan(60_000_000);
  });
});

describe('the book of faults', () => {
  it('strikes the calls that it is meant for, as often as it is told, after those it spares', async () => {
    await arm('http-503', { key: 4814, company: 111111, times: 2, after: 1 });
    expect((await ask(sandbox, 18004, { PCNs: 111111 })).status).toBe(200);
    const second = await ask(sandbox, 4814, { ...december, PCNs: 222222 }, { company: 222222 });
    expect(second.status).toBe(200);
    const statuses: number[] = [];
    for (let call = 0; call < 4; call++) statuses.push((await askDecember()).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
  });

  it('strikes every call until it is cleared', async () => {
    await arm('http-500', { times: 'all' });
    expect([(await askDecember()).status, (await askDecember()).status]).toEqual([500, 500]);
    const listed = (await (await control('GET', '/faults')).json()) as { faults: unknown; known: object };
    expect(listed.faults).toMatchObject([{ fault: 'http-500', times: 'all', struck: 2 }]);
    expect(Object.keys(listed.known)).toEqual(faultNames);
    await control('DELETE', '/faults');
    expect((await askDecember()).status).toBe(200);
  });

  it('names the faults that struck in the calls', async () => {
    await control('DELETE', '/calls');
    await struck('http-500');
    await askDecember();
    const { calls } = (await (await control('GET', '/calls')).json()) as { calls: unknown };
    expect(calls).toMatchObject([{ key: 4814, count: 2, faults: ['http-500'] }]);
  });

  it('refuses what it does not understand, with all reasons', async () => {
    const response = await control('POST', '/faults', { fault: 'fire', times: 0, colour: 'red' });
    const { problems } = (await response.json()) as { problems: readonly string[] };
    expect(response.status).toBe(400);
    expect(problems.length).toBeGreaterThanOrEqual(3);
    expect((await fetch(`${sandbox.origin}/faults`, { method: 'POST', body: 'fire' })).status).toBe(400);
    expect((await control('PUT', '/today', { today: '2025-02-30' })).status).toBe(400);
    expect(Object.keys(faultMeanings)).toHaveLength(21);
  });

  it('lets go of a caller that waits when the sandbox closes', async () => {
    const other = await startPlexSandbox({ today: '2025-01-10', accounts: 60 });
    await fetch(`${other.origin}/faults`, {
      method: 'POST',
      body: JSON.stringify({ fault: 'slow', delayMs: 600_000 }),
    });
    const waiting = expect(ask(other, 18004, { PCNs: 111111 })).rejects.toThrow();
    while (!(await (await fetch(`${other.origin}/calls`)).text()).includes('18004'));
    await other.close();
    await waiting;
  });
});
