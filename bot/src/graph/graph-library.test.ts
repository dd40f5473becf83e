// The library end to end: tokens by msal-node from a local Entra, calls by the Graph client, our uploader, all over TLS.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../sandbox/src/microsoft/certificate.ts';
import { type GraphStandIn, startGraph } from '../../../sandbox/src/microsoft/graph.ts';
import { ranges } from '../../../sandbox/src/microsoft/graph-faults.ts';
import { startTokenService, type TokenService } from '../../../sandbox/src/microsoft/token-service.ts';
import { openLine } from '../files/line.ts';
import { rangeUnit } from '../files/upload.ts';
import { appTokens } from './credentials.ts';
import { type GraphLibraryOptions, graphLibrary, largestFile } from './graph-library.ts';
import type { LibraryFile } from './library.ts';
import { openLibrary } from './open-library.ts';

const tenant = '11111111-1111-4111-8111-111111111111';
const channel = { team: 'a2c1f0de-0000-4000-8000-000000000007', channel: '19:finance@thread.tacv2' };
const workbook = randomBytes(2_000_000);
/** Graph's published description, where it lies beside the repository. */
const description = new URL('../../../../shared/schemas/graph-slice.json', import.meta.url);
const schema = existsSync(description) ? description : undefined;

let entra: TokenService;
let graph: GraphStandIn;
let waits: number[] = [];
beforeAll(async () => {
  const certificate = await makeCertificate();
  entra = await startTokenService({
    certificate,
    tenant,
    clients: [
      { id: 'bot', secret: 'bot-secret', roles: ['Sites.Selected'] },
      { id: 'bare', secret: 'bare-secret', roles: ['User.Read.All'] },
    ],
  });
  graph = await startGraph({
    certificate,
    drives: ['drive-1'],
    channels: [{ ...channel, drive: 'drive-team', folderId: 'folder-9', folder: 'General' }],
    rolesOf: entra.rolesOf,
    ...(schema ? { schema } : {}),
  });
});
afterAll(() => Promise.all([entra.close(), graph.close()]));
beforeEach(() => {
  graph.faults.clear();
  graph.tellSizes(0);
  waits = [];
});

const patience = {
  attempts: 3,
  baseMs: 1,
  capMs: 2,
  sleep: async (milliseconds: number) => {
    waits.push(milliseconds);
  },
};

function open(more: Partial<GraphLibraryOptions> = {}, clientId = 'bot') {
  const line = openLine({ ca: graph.certificate });
  const identity = { kind: 'secret', tenantId: tenant, clientId, secret: `${clientId}-secret` } as const;
  return graphLibrary({
    line,
    tokens: appTokens(identity, { line, authority: entra.authority }),
    url: graph.origin,
    drive: 'drive-1',
    patience,
    upload: { allowedHosts: ['localhost'], ca: graph.certificate, rangeBytes: 2 * rangeUnit, patience },
    ...more,
  });
}

const fileNamed = (name: string, more: Partial<LibraryFile> = {}): LibraryFile => ({
  folder: 'Trial balances/2024',
  name,
  bytes: workbook.length,
  read: async (from, to) => workbook.subarray(from, to),
  ...more,
});
const signal = AbortSignal.timeout(60_000);
const stored = (name: string) => graph.files().filter(({ path }) => path.includes(name));
const failureOf = (putting: Promise<unknown>) =>
  putting.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error,
  );

describe('a workbook put into the library', () => {
  it('arrives byte for byte and is told with what a file card needs', async () => {
    const put = await open().put(fileNamed('tb.xlsx'), signal);
    const [file] = stored('tb.xlsx');
    expect(file?.path).toBe('Trial balances/2024/tb.xlsx');
    expect(file?.bytes.equals(workbook)).toBe(true);
    expect(put).toEqual({
      webUrl: `${graph.origin}/web/Trial%20balances/2024/tb.xlsx?web=1`,
      webDavUrl: `${graph.origin}/web/Trial%20balances/2024/tb.xlsx`,
      uniqueId: file?.guid.toUpperCase(),
      name: 'tb.xlsx',
      bytes: workbook.length,
    });
  });

  it('twice is one file in its second version, under one id', async () => {
    const first = await open().put(fileNamed('twice.xlsx'), signal);
    const second = await open().put(fileNamed('twice.xlsx'), signal);
    expect(second.uniqueId).toBe(first.uniqueId);
    expect(stored('twice.xlsx').map(({ version }) => version)).toEqual([2]);
  });

  it('of a channel lies in that channel’s own folder', async () => {
    await open({ drive: undefined }).put(fileNamed('channel.xlsx', { channel }), signal);
    expect(stored('channel.xlsx')).toMatchObject([
      { drive: 'drive-team', path: 'General/Trial balances/2024/channel.xlsx' },
    ]);
  });

  it('has a link for the organization where the settings ask for it', async () => {
    const put = await open({ shareWithin: 'organization' }).put(fileNamed('link.xlsx'), signal);
    expect(put.webUrl).toBe(`${graph.origin}/link/${stored('link.xlsx')[0]?.id}`);
  });

  it('keeps its plain address where the tenant forbids such links', async () => {
    graph.faults.add({ kind: 'answer', status: 403, at: /createLink/ });
    const put = await open({ shareWithin: 'organization' }).put(fileNamed('nolink.xlsx'), signal);
    expect(put.webUrl).toContain('/web/');
  });

  it('gets a name that SharePoint takes', async () => {
    await open().put(fileNamed(' TB: 2024/03?.xlsx', { folder: '/a*b//c./' }), signal);
    expect(stored('TB_')).toMatchObject([{ path: 'a_b/c/TB_ 2024_03_.xlsx' }]);
  });

  it('fetches one token for many files', async () => {
    const library = open();
    const before = entra.grants.length;
    await Promise.all(['m1.xlsx', 'm2.xlsx'].map((name) => library.put(fileNamed(name), signal)));
    await library.put(fileNamed('m3.xlsx'), signal);
    expect(entra.grants.slice(before)).toEqual([{ grant: 'client_credentials', client: 'bot', result: 'token' }]);
  });

  it('sends the token to Graph and never to an upload address', async () => {
    const before = graph.calls.length;
    await open().put(fileNamed('token.xlsx'), signal);
    const calls = graph.calls.slice(before);
    expect(calls.filter(({ authorized, path }) => authorized === path.startsWith('/upload/'))).toEqual([]);
  });
});

it('a library put together from settings alone takes a workbook', async () => {
  const library = openLibrary({
    identity: { kind: 'secret', tenantId: tenant, clientId: 'bot', secret: 'bot-secret' },
    drive: 'drive-1',
    authority: entra.authority,
    graphUrl: graph.origin,
    fileHosts: ['localhost'],
    ca: graph.certificate,
  });
  await library.put(fileNamed('settings.xlsx'), signal);
  expect(stored('settings.xlsx')).toHaveLength(1);
});

describe('faults that pass', () => {
  it.each([
    ['429 with Retry-After when the session is opened', { status: 429, headers: { 'retry-after': '9' } }, /Session$/],
    ['429 without one', { status: 429 }, /Session$/],
    ['503 when the file is read back', { status: 503 }, /items\/[^:]+$/],
    ['429 in mid-upload', { status: 429 }, ranges],
  ] as const)('%s', async (title, answer, at) => {
    graph.faults.add({ kind: 'answer', ...answer, at });
    await open().put(fileNamed(`${title}.xlsx`), signal);
    expect(stored(title)).toHaveLength(1);
    expect(waits).toHaveLength(1);
    if ('headers' in answer) expect(waits).toEqual([9_000]);
  });

  it('a connection broken while a call is answered', async () => {
    graph.faults.add({ kind: 'lose', at: /Session$/ });
    await open().put(fileNamed('broken.xlsx'), signal);
    expect(stored('broken.xlsx')).toHaveLength(1);
  });

  it('an address that expires half-way: a second session sends the file', async () => {
    graph.faults.add({ kind: 'expire', at: ranges, skip: 2 });
    await open().put(fileNamed('second.xlsx'), signal);
    expect(stored('second.xlsx')[0]?.bytes.equals(workbook)).toBe(true);
  });

  it('an answer lost after the last byte: sent again, and still one file', async () => {
    graph.faults.add({ kind: 'lose', at: ranges, skip: 3 });
    await open().put(fileNamed('lost.xlsx'), signal);
    expect(stored('lost.xlsx').map(({ version }) => version)).toEqual([2]);
  });
});

describe('faults that stay', () => {
  it('a file over the limit is refused before the first byte', async () => {
    const before = graph.calls.length;
    const error = await failureOf(open().put(fileNamed('big.xlsx', { bytes: largestFile + 1 }), signal));
    expect(error).toMatchObject({ code: 'DELIVERY_TOO_LARGE' });
    expect(graph.calls.length).toBe(before);
  });

  it('a bot without the right names what must be granted', async () => {
    const error = await failureOf(open({}, 'bare').put(fileNamed('right.xlsx'), signal));
    expect(error).toMatchObject({ code: 'DELIVERY_NOT_ALLOWED', message: expect.stringContaining('Sites.Selected') });
  });

  it.each([
    ['a library', { drive: 'drive-9' }, {}, 'no such library'],
    ['a channel', {}, { channel: { ...channel, channel: '19:gone' } }, 'no such team or channel'],
    ['any setting of a library', { drive: undefined }, {}, 'No library is set'],
  ])('%s that is not there is told in an operator’s words', async (_, options, file, words) => {
    const error = await failureOf(open(options).put(fileNamed('gone.xlsx', file), signal));
    expect(error).toMatchObject({ code: 'DELIVERY_NOT_ALLOWED', message: expect.stringContaining(words) });
  });

  it.each([
    [507, 'DELIVERY_LIBRARY_FULL'],
    [409, 'DELIVERY_FAILED'],
    [423, 'DELIVERY_FAILED'],
    [302, 'DELIVERY_FAILED'],
  ] as const)('HTTP %i when the session is opened is %s', async (status, code) => {
    const headers = { location: 'https://localhost/elsewhere' };
    graph.faults.add({ kind: 'answer', status, headers, at: /Session$/ });
    expect(await failureOf(open().put(fileNamed(`${status}.xlsx`), signal))).toMatchObject({ code });
  });

  it('a Graph that is always busy is left after a few tries', async () => {
    graph.faults.add({ kind: 'answer', status: 503, at: /Session$/, times: 99 });
    const error = await failureOf(open().put(fileNamed('always.xlsx'), signal));
    expect(error).toMatchObject({ code: 'DELIVERY_FAILED', details: { httpStatus: 503 } });
    expect(waits).toHaveLength(2);
  });

  it('an upload address on a foreign host is not followed', async () => {
    const body = { uploadUrl: 'https://evil.example/up' };
    graph.faults.add({ kind: 'answer', status: 200, body, at: /Session$/ });
    expect(await failureOf(open().put(fileNamed('evil.xlsx'), signal))).toMatchObject({ code: 'DELIVERY_NOT_ALLOWED' });
  });

  it('a library that stored less than was sent is not believed', async () => {
    const body = {
      eTag: '"{A2C1F0DE-0000-4000-8000-000000000001},1"',
      webDavUrl: 'x',
      webUrl: 'x',
      name: 'x',
      size: 1,
    };
    graph.faults.add({ kind: 'answer', status: 200, body, at: /^GET .*items\/[^:]+$/ });
    expect(await failureOf(open().put(fileNamed('less.xlsx'), signal))).toMatchObject({ code: 'DELIVERY_FAILED' });
  });

  it('a call that is called off ends with its reason', async () => {
    const stop = new AbortController();
    graph.faults.add({ kind: 'answer', status: 429, headers: { 'retry-after': '60' }, at: /Session$/ });
    const putting = open({ patience: { attempts: 3, baseMs: 1, capMs: 2 } }).put(fileNamed('off.xlsx'), stop.signal);
    setTimeout(() => stop.abort(new Error('off')), 150);
    expect(await failureOf(putting)).toMatchObject({ message: 'off' });
  });
});

it.skipIf(!schema)(
  'every request of these tests fits Graph’s published description (skipped where it is absent)',
  () => {
    expect(graph.problems).toEqual([]);
    expect(graph.calls.length).toBeGreaterThan(50);
  },
);
