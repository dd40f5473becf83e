// The uploader against OneDrive in miniature over TLS: every fault, exact bytes, exactly one file, the right code.
import { randomBytes } from 'node:crypto';
import { isCode } from '@repsys/core';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GraphStandIn, startGraph } from '../../../sandbox/src/microsoft/graph.ts';
import { questions, ranges } from '../../../sandbox/src/microsoft/graph-faults.ts';
import { rangeReader } from './ranges.ts';
import { rangeUnit, type Upload, upload } from './upload.ts';

const mebibyte = 1_048_576;
const workbook = randomBytes(3 * mebibyte + 12_345);
const quick = { attempts: 4, baseMs: 1, capMs: 2 };

let oneDrive: GraphStandIn;
let waits: number[] = [];
beforeAll(async () => {
  oneDrive = await startGraph();
});
afterAll(() => oneDrive.close());
beforeEach(() => {
  oneDrive.faults.clear();
  oneDrive.tellSizes(0);
  waits = [];
});

/** Remembers how long it was to wait, and does not. */
const patient = {
  ...quick,
  sleep: async (milliseconds: number) => {
    waits.push(milliseconds);
  },
};

/** Sends bytes under a fresh name; ranges of 1 MiB and a quarter, so that the workbook takes three. */
function send(name: string, bytes: Buffer = workbook, more: Partial<Upload> = {}) {
  return upload({
    url: oneDrive.openUpload(name),
    bytes: bytes.length,
    read: async (from, to) => bytes.subarray(from, to),
    signal: AbortSignal.timeout(30_000),
    allowedHosts: ['localhost'],
    rangeBytes: 4 * rangeUnit,
    patience: patient,
    ca: oneDrive.certificate,
    ...more,
  });
}

const filesNamed = (name: string) => oneDrive.files().filter(({ path }) => path.startsWith(name.replace('.xlsx', '')));

function expectStored(name: string, bytes: Buffer = workbook): void {
  expect(filesNamed(name).map(({ path }) => path)).toEqual([name]);
  expect(filesNamed(name)[0]?.bytes.equals(bytes)).toBe(true);
}

const failureOf = (sending: Promise<unknown>) =>
  sending.then(
    () => expect.unreachable('the upload should have failed'),
    (error: unknown) => error,
  );

describe('a workbook arrives byte for byte', () => {
  it.each([
    ['of one byte', 1, 1],
    ['of exactly one unit', rangeUnit, 1],
    ['one byte longer than a range', 4 * rangeUnit + 1, 2],
    ['of exactly two ranges', 8 * rangeUnit, 2],
    ['of 12 MiB', 12 * mebibyte, 10],
  ])('%s', async (title, size, requests) => {
    const bytes = randomBytes(size);
    const name = `${title}.xlsx`;
    expect(await send(name, bytes)).toMatchObject({ item: { name, size }, requests, tries: 0 });
    expectStored(name, bytes);
  });

  it('in ranges that each begin where the one before ended, without a token', async () => {
    const before = oneDrive.calls.length;
    await send('ranges.xlsx');
    const calls = oneDrive.calls.slice(before);
    expect(calls.map(({ range }) => range)).toEqual([
      'bytes 0-1310719/3158073',
      'bytes 1310720-2621439/3158073',
      'bytes 2621440-3158072/3158073',
    ]);
    expect(calls.map(({ authorized }) => authorized)).toEqual([false, false, false]);
  });

  it('out of the parts that the record keeps, read once', async () => {
    let opened = 0;
    async function* parts() {
      opened += 1;
      for (let at = 0; at < workbook.length; at += mebibyte) yield workbook.subarray(at, at + mebibyte);
    }
    const reader = rangeReader(parts);
    oneDrive.faults.add({ kind: 'answer', status: 503, at: ranges, skip: 1 });
    await send('parts.xlsx', workbook, { read: reader.read });
    await reader.close();
    expectStored('parts.xlsx');
    expect(opened).toBe(1);
  });

  it('and tells after each range how far it is', async () => {
    const seen: number[] = [];
    await send('progress.xlsx', workbook, { onProgress: (taken) => seen.push(taken) });
    expect(seen).toEqual([1_310_720, 2_621_440, workbook.length]);
  });
});

describe('faults that pass leave one whole file', () => {
  it.each([
    ['429 with Retry-After', { kind: 'answer', status: 429, headers: { 'retry-after': '7' } }],
    ['429 without', { kind: 'answer', status: 429 }],
    ['503', { kind: 'answer', status: 503 }],
    ['504', { kind: 'answer', status: 504 }],
    ['a range said to be wrong', { kind: 'answer', status: 416 }],
    ['a connection broken in mid-range', { kind: 'break', after: 400_000 }],
    ['a break of which the server kept a piece', { kind: 'break', after: 400_000, keep: rangeUnit }],
    ['a range taken whose answer is lost', { kind: 'lose' }],
    ['an accepted range without a word of what is missing', { kind: 'answer', status: 202, body: {} }],
  ] as const)('%s', async (title, fault) => {
    for (const skip of [0, 1]) {
      const name = `${title} after ${skip}.xlsx`;
      oneDrive.faults.add({ ...fault, at: ranges, skip });
      expect((await send(name)).tries).toBe(1);
      expectStored(name);
    }
  });

  it('three different ones in one upload', async () => {
    oneDrive.faults.add({ kind: 'answer', status: 503, at: ranges, times: 2 });
    oneDrive.faults.add({ kind: 'break', after: 1, at: ranges, skip: 1 });
    oneDrive.faults.add({ kind: 'answer', status: 502, at: questions });
    await send('three.xlsx');
    expectStored('three.xlsx');
  });

  it('a slow answer', async () => {
    oneDrive.faults.add({ kind: 'slow', ms: 50, at: ranges, times: 3 });
    expect((await send('slow.xlsx')).tries).toBe(0);
    expectStored('slow.xlsx');
  });

  it('an answer that does not come at all: silence counts as a break', async () => {
    oneDrive.faults.add({ kind: 'slow', ms: 2_000, at: ranges });
    expect((await send('silent.xlsx', workbook, { silenceMs: 200 })).tries).toBe(1);
    expectStored('silent.xlsx');
  });

  it('waits as long as Retry-After says, at most a minute', async () => {
    for (const [skip, asked] of ['7', '3600'].entries())
      oneDrive.faults.add({ kind: 'answer', status: 429, headers: { 'retry-after': asked }, at: ranges, skip });
    await send('patient.xlsx');
    expect(waits).toEqual([7_000, 60_000]);
  });
});

describe('faults that stay end with their code, and no file', () => {
  it.each([
    [401, 'DELIVERY_URL_EXPIRED'],
    [404, 'DELIVERY_URL_EXPIRED'],
    [410, 'DELIVERY_URL_EXPIRED'],
    [403, 'DELIVERY_NOT_ALLOWED'],
    [409, 'DELIVERY_FAILED'],
    [413, 'DELIVERY_TOO_LARGE'],
    [423, 'DELIVERY_FAILED'],
    [507, 'DELIVERY_LIBRARY_FULL'],
    [400, 'DELIVERY_FAILED'],
    [302, 'DELIVERY_FAILED'],
  ] as const)('HTTP %i in the middle is %s', async (status, code) => {
    const headers = { location: `${oneDrive.origin}/elsewhere` };
    oneDrive.faults.add({ kind: 'answer', status, headers, at: ranges, skip: 1 });
    const before = oneDrive.calls.length;
    const error = await failureOf(send(`stays ${status}.xlsx`));
    expect(error).toMatchObject({ code });
    // Whoever else knocks at this port by mistake is not meant.
    const ranged = oneDrive.calls.slice(before).filter(({ method }) => method === 'PUT');
    expect(ranged.map((call) => call.status)).toEqual([202, status]);
    expect(filesNamed(`stays ${status}`)).toEqual([]);
  });

  it('an address that expires half-way asks for a new one, and says that not all was sent', async () => {
    oneDrive.faults.add({ kind: 'expire', at: ranges, skip: 1 });
    const error = await failureOf(send('expired.xlsx'));
    expect(error).toMatchObject({ code: 'DELIVERY_URL_EXPIRED', retryable: true, details: { allSent: false } });
  });

  it.each([
    ['an answer lost', { kind: 'lose' }],
    ['a lost connection', { kind: 'break', after: workbook.length - 8 * rangeUnit, keep: 4 * rangeUnit }],
  ] as const)('%s after the last byte is told apart: everything had been sent', async (title, fault) => {
    oneDrive.faults.add({ ...fault, at: ranges, skip: 2 });
    const error = await failureOf(send(`${title}.xlsx`));
    expect(error).toMatchObject({ code: 'DELIVERY_URL_EXPIRED', details: { allSent: true } });
    expectStored(`${title}.xlsx`);
  });

  it('a server that is always busy is left after a few tries', async () => {
    oneDrive.faults.add({ kind: 'answer', status: 503, at: /\/upload\//, times: 99 });
    const error = await failureOf(send('busy.xlsx'));
    expect(error).toMatchObject({ code: 'DELIVERY_FAILED', retryable: true, details: { tries: 4, why: 'HTTP 503' } });
    expect(waits).toHaveLength(3);
  });

  it('a server that goes round in circles is left, too', async () => {
    oneDrive.faults.add({ kind: 'answer', status: 416, at: ranges, times: 99 });
    expect(await failureOf(send('circles.xlsx'))).toMatchObject({ code: 'DELIVERY_FAILED', details: { tries: 4 } });
  });

  it.each([
    ['before the last byte', { kind: 'answer', status: 201, body: { id: '1', size: workbook.length } }, 0],
    ['of a file that is too short', undefined, -1],
    ['of a file that is much too long', undefined, 5 * mebibyte],
  ] as const)('"done" %s is not believed', async (_, fault, difference) => {
    if (fault) oneDrive.faults.add({ ...fault, at: ranges });
    oneDrive.tellSizes(difference);
    expect(await failureOf(send('lie.xlsx'))).toMatchObject({ code: 'DELIVERY_FAILED' });
  });

  it('what SharePoint adds to an Office file is no failure', async () => {
    oneDrive.tellSizes(9_000);
    expect((await send('enriched.xlsx')).item?.size).toBe(workbook.length + 9_000);
  });

  it('nobody there is a failed delivery', async () => {
    const gone = await startGraph();
    const url = gone.openUpload('a.xlsx');
    await gone.close();
    const error = await failureOf(send('gone.xlsx', workbook, { url }));
    expect(error).toMatchObject({ code: 'DELIVERY_FAILED', details: { why: 'ECONNREFUSED' } });
  });

  it('never tells the address', async () => {
    const url = oneDrive.openUpload('secret.xlsx');
    oneDrive.expireUploads();
    const error = await failureOf(send('secret.xlsx', workbook, { url }));
    const told = JSON.stringify([error, String(error), isCode(error, 'DELIVERY_URL_EXPIRED') && error.details]);
    expect(told).not.toContain(new URL(url).pathname.split('/').pop());
  });
});

describe('whatever goes wrong on the way', () => {
  const fault = fc.oneof(
    fc.record({ kind: fc.constant('answer' as const), status: fc.constantFrom(416, 429, 500, 502, 503, 504) }),
    fc.record({
      kind: fc.constant('break' as const),
      after: fc.integer({ min: 1, max: 3 * rangeUnit }),
      keep: fc.constantFrom(0, 1, rangeUnit),
    }),
    fc.record({ kind: fc.constant('lose' as const) }),
  );
  const faults = fc.array(fc.tuple(fault, fc.integer({ min: 0, max: 3 })), { maxLength: 6 });

  it('there is one file with exactly these bytes, or an expired address after the last of them', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 * rangeUnit + 1 }), faults, async (size, schedule) => {
        run += 1;
        const [name, bytes] = [`any ${run}.xlsx`, workbook.subarray(0, size)];
        oneDrive.faults.clear();
        for (const [what, skip] of schedule) oneDrive.faults.add({ ...what, at: /\/upload\//, skip });
        const options = { rangeBytes: 2 * rangeUnit, patience: { ...patient, attempts: 20 } };
        const error = await send(name, bytes, options).then(
          () => undefined,
          (failure: unknown) => failure,
        );
        if (error) expect(error).toMatchObject({ code: 'DELIVERY_URL_EXPIRED', details: { allSent: true } });
        expectStored(name, bytes);
      }),
      { numRuns: 60 },
    );
  });
});

describe('an upload', () => {
  it('ends at once when it is called off', async () => {
    const stop = new AbortController();
    const sending = send('off.xlsx', workbook, { signal: stop.signal, onProgress: () => stop.abort(new Error('off')) });
    expect(await failureOf(sending)).toMatchObject({ message: 'off' });
    expect(filesNamed('off')).toEqual([]);
  });

  it('called off can be taken up again at the same address, from where the server is', async () => {
    const [url, stop] = [oneDrive.openUpload('again.xlsx'), new AbortController()];
    const options = { url, signal: stop.signal, onProgress: () => stop.abort() };
    await failureOf(send('again.xlsx', workbook, options));
    const before = oneDrive.calls.length;
    await send('again.xlsx', workbook, { url });
    expect(oneDrive.calls.slice(before).map(({ method, status }) => `${method} ${status}`)).toEqual([
      'PUT 416',
      'GET 200',
      'PUT 202',
      'PUT 201',
    ]);
    expectStored('again.xlsx');
  });

  it('ends a long wait when it is called off', async () => {
    const stop = new AbortController();
    oneDrive.faults.add({ kind: 'answer', status: 429, headers: { 'retry-after': '60' }, at: ranges });
    const sending = send('wait.xlsx', workbook, { signal: stop.signal, patience: quick });
    setTimeout(() => stop.abort(new Error('off')), 100);
    expect(await failureOf(sending)).toMatchObject({ message: 'off' });
  });

  it('refuses an empty file and ranges that OneDrive would not take', async () => {
    expect(await failureOf(send('empty.xlsx', Buffer.alloc(0)))).toBeInstanceOf(RangeError);
    for (const rangeBytes of [rangeUnit + 1, 0, 192 * rangeUnit])
      expect(await failureOf(send('odd.xlsx', workbook, { rangeBytes }))).toBeInstanceOf(RangeError);
  });

  it('does not send less than was promised', async () => {
    const error = await failureOf(send('short.xlsx', workbook, { read: async () => Buffer.alloc(7) }));
    expect(error).toMatchObject({ code: 'UNEXPECTED' });
  });
});
