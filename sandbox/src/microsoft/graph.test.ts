// OneDrive and Graph in miniature refuse what the real ones refuse: otherwise tests against them would prove nothing.
import { existsSync } from 'node:fs';
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GraphStandIn, startGraph } from './graph.ts';
import { readGraphSchema } from './graph-schema.ts';

const unit = 327_680;
const description = new URL('../../../../shared/schemas/graph-slice.json', import.meta.url);

let graph: GraphStandIn;
beforeAll(async () => {
  graph = await startGraph({ drives: ['d1'] });
});
afterAll(() => graph.close());

type Asked = { readonly headers?: Readonly<Record<string, string>>; readonly body?: Buffer | string };

function ask(method: string, url: string, { headers = {}, body }: Asked = {}) {
  return new Promise<{ status: number; json: unknown }>((resolve, reject) => {
    const asking = request(url, { method, headers, ca: graph.certificate, agent: false }, async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      const text = Buffer.concat(parts).toString();
      resolve({ status: response.statusCode ?? 0, json: text === '' ? undefined : JSON.parse(text) });
    });
    asking.once('error', reject);
    asking.end(body);
  });
}

const put = (url: string, range: string, bytes: number, more: Readonly<Record<string, string>> = {}) =>
  ask('PUT', url, { headers: { 'content-range': `bytes ${range}`, ...more }, body: Buffer.alloc(bytes, 1) });

describe('an upload address refuses', () => {
  const total = 2 * unit + 5;
  it.each([
    ['no Content-Range', 'nonsense', unit, {}, 400],
    ['fewer bytes than the range says', `0-${unit - 1}/${total}`, unit - 1, {}, 400],
    ['a range that is no multiple of 320 KiB', `0-99/${total}`, 100, {}, 400],
    ['a range beyond the end', `${unit}-${total}/${total}`, unit + 6, {}, 400],
    ['a range that is not the next', `${unit}-${2 * unit - 1}/${total}`, unit, {}, 416],
    ['an Authorization header', `0-${unit - 1}/${total}`, unit, { authorization: 'Bearer x' }, 401],
  ])('%s', async (title, range, bytes, more, status) => {
    const url = graph.openUpload(`${title}.xlsx`);
    expect((await put(url, range, bytes, more)).status).toBe(status);
    expect((await ask('GET', url)).json).toMatchObject({ nextExpectedRanges: ['0-'] });
  });

  it('the same range twice, another total, and everything after the file is whole', async () => {
    const url = graph.openUpload('order.xlsx');
    expect(await put(url, `0-${unit - 1}/${total}`, unit)).toMatchObject({
      status: 202,
      json: { nextExpectedRanges: [`${unit}-`] },
    });
    expect((await put(url, `0-${unit - 1}/${total}`, unit)).status).toBe(416);
    expect((await put(url, `${unit}-${2 * unit - 1}/${total + 1}`, unit)).status).toBe(400);
    expect((await put(url, `${unit}-${total - 1}/${total}`, unit + 5)).status).toBe(201);
    expect((await ask('GET', url)).status).toBe(404);
  });

  it('everything once it was cancelled', async () => {
    const url = graph.openUpload('cancelled.xlsx');
    expect((await ask('DELETE', url)).status).toBe(204);
    expect((await put(url, '0-0/1', 1)).status).toBe(404);
  });
});

describe('a library', () => {
  const headers = { authorization: 'Bearer any', 'content-type': 'application/json' };
  const store = async (conflict: string) => {
    const path = `${graph.origin}/v1.0/drives/d1/items/root:/tb.xlsx:/createUploadSession`;
    const body = JSON.stringify({ item: { '@microsoft.graph.conflictBehavior': conflict } });
    const { json } = await ask('POST', path, { headers, body });
    return put((json as { uploadUrl: string }).uploadUrl, '0-0/1', 1);
  };

  it('replaces, keeps beside, or refuses a name that is taken, as it was asked to', async () => {
    expect((await store('fail')).status).toBe(201);
    expect((await store('fail')).status).toBe(409);
    expect(await store('replace')).toMatchObject({ status: 200, json: { name: 'tb.xlsx' } });
    expect(await store('rename')).toMatchObject({ status: 201, json: { name: 'tb 1.xlsx' } });
  });

  it('is closed without a token', async () => {
    expect((await ask('GET', `${graph.origin}/v1.0/drives/d1/items/x`)).status).toBe(401);
  });
});

describe.skipIf(!existsSync(description))('Graph’s description (skipped where it is absent)', () => {
  const session = '/drives/d/items/root:/a/b.xlsx:/createUploadSession';

  it.each([
    ['a path that does not exist', 'GET', '/drives/d/files', undefined],
    ['a method that the path has not', 'DELETE', session, undefined],
    ['a body that is missing', 'POST', session, undefined],
    ['a name that nobody knows', 'POST', session, { item: { colour: 'red' } }],
    ['a value outside its list', 'POST', session, { item: { '@microsoft.graph.conflictBehavior': 'merge' } }],
    ['a value of another kind', 'POST', session, { item: { name: 7 } }],
    ['a date that is none', 'POST', '/drives/d/items/i/createLink', { expirationDateTime: 'tomorrow' }],
  ])('refuses %s', (_, method, path, body) => {
    expect(readGraphSchema(description).request(method, path, body)).toHaveLength(1);
  });

  it('takes what is right', () => {
    const body = { item: { '@microsoft.graph.conflictBehavior': 'replace', name: 'b.xlsx' } };
    expect(readGraphSchema(description).request('POST', session, body)).toEqual([]);
  });
});
