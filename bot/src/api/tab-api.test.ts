// The tab's API over real HTTP: what it answers, page by page, range by range, once for each wish.
import { randomBytes, randomUUID } from 'node:crypto';
import { type ApiRouteName, apiRoutes, idempotencyHeader } from '@repsys/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { companies, openTabWorld, signedIn, type TabWorld } from './testing/tab-world.ts';

let tab: TabWorld;
beforeAll(async () => {
  tab = await openTabWorld();
});
afterAll(() => tab?.close());

const wish = { report: 'TB', company: companies.own, from: 202401, to: 202403 };

describe('who is signed in', () => {
  it('sees roles, companies and the last choice, each company with its own rights', async () => {
    await tab.call('ask', 'requester-of-other', { body: { ...wish, company: companies.other } });
    const me = await tab.read('me', 'requester-of-other');
    expect(me).toMatchObject({
      person: { id: 'requester-of-other' },
      roles: ['requester', 'auditor'],
      today: '2024-05-06',
    });
    expect(me.companies.map(({ company, mayAsk }) => [company, mayAsk])).toEqual([
      [companies.own, false],
      [companies.other, true],
    ]);
    expect(me.last).toEqual({ report: 'trial-balance', company: companies.other, from: 202401, to: 202403 });
  });

  it('may have their rights by groups and app roles of the token', async () => {
    const token = await tab.issuer.token({ oid: 'new', groups: ['group-finance'], roles: ['Reports.Requester'] });
    const response = await tab.get('/api/me', { authorization: `Bearer ${token}` });
    expect(await response.json()).toMatchObject({
      roles: ['requester', 'auditor'],
      companies: [{ mayAsk: false }, { mayAsk: true }],
    });
  });

  it('is told 401 as a problem when the credential is none', async () => {
    for (const authorization of ['', 'Bearer x', 'Basic abc', 'Development'])
      expect((await tab.get('/api/me', { authorization })).status).toBe(401);
    const { status, body, headers } = await tab.call('me', undefined);
    expect([status, headers.get('content-type')]).toEqual([401, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({
      code: 'REQUEST_NOT_SIGNED_IN',
      move: expect.stringContaining('Sign in again'),
      instance: '/api/me',
    });
  });

  it('is nobody by name without the secret of this start', async () => {
    const status = async (authorization: string) => (await tab.get('/api/me', { authorization })).status;
    for (const wrong of ['Development admin', `Development ${'s'.repeat(48)} admin`])
      expect(await status(wrong)).toBe(401);
    expect(await status(signedIn('admin'))).toBe(200);
  });
});

describe('a wish', () => {
  it('is accepted once for each key, and the key belongs to its person', async () => {
    const headers = { [idempotencyHeader]: randomUUID() };
    const first = await tab.read('ask', 'requester', { body: wish, headers });
    const second = await tab.read('ask', 'requester', { body: wish, headers });
    expect(second).toEqual({ ...first, joined: true, repeated: true });
    expect(await tab.read('ask', 'colleague', { body: wish, headers })).toMatchObject({
      run: first.run,
      repeated: false,
    });
    expect((await tab.call('ask', 'requester', { body: { ...wish, to: 202402 }, headers })).status).toBe(422);
  });

  it('of the same scope joins, and the outlook says so before', async () => {
    const query = { report: 'trial-balance', company: companies.own, from: 202402, to: 202402 };
    expect((await tab.read('outlook', 'colleague', { query })).open).toBeNull();
    const { run } = await tab.read('ask', 'requester', { body: { ...wish, from: 202402, to: 202402 } });
    const outlook = await tab.read('outlook', 'colleague', { query });
    expect(outlook.open).toEqual({ run, status: 'queued', requesters: ['Rita'], mine: false });
    expect(await tab.read('ask', 'colleague', { body: { ...wish, from: 202402, to: 202402 } })).toMatchObject({
      run,
      joined: true,
    });
  });

  it('may have its file sent to the asker’s own chat, once there is one', async () => {
    const keep = `insert into record.conversation (id, kind, person, reference) values ('c', 'personal', 'colleague', '{}')`;
    expect((await tab.read('me', 'colleague')).chat).toBe(false);
    await tab.world.database.pool.query(keep);
    expect((await tab.read('me', 'colleague')).chat).toBe(true);
    const body = { ...wish, from: 202401, to: 202401, deliver: 'chat' };
    const { request } = await tab.read('ask', 'colleague', { body });
    const { rows } = await tab.world.database.pool.query(
      'select channel, conversation from record.request where id = $1',
      [request],
    );
    expect(rows).toEqual([{ channel: 'chat', conversation: 'c' }]);
    const run = await tab.run({ status: 'succeeded', file: Buffer.from('x') });
    await tab.read('deliver', 'colleague', { params: { run } });
    const { deliveries } = await tab.read('deliveries', 'colleague', { params: { run } });
    expect(deliveries.map(({ channel, mine }) => [channel, mine])).toEqual([
      ['download', false],
      ['chat', true],
    ]);
  });

  it.each([
    ['backwards', { from: 202403, to: 202401 }, 400, 'to'],
    ['of no period', { from: 202400 }, 400, 'from'],
    ['with a field too many', { requester: 'somebody else' }, 400, 'request'],
    ['of periods that the company does not have', { from: 201001, to: 201001 }, 422, 'from'],
    ['of a report that there is not', { report: 'XX' }, 404, undefined],
    ['for a chat that there is not', { deliver: 'chat' }, 409, 'deliver'],
  ])('%s is refused with the field', async (_, change, status, field) => {
    const answered = await tab.call('ask', 'requester', { body: { ...wish, ...change } });
    expect(answered.status).toBe(status);
    if (field) expect(answered.body).toMatchObject({ fields: [{ field }] });
  });

  it('without a key, or in no JSON, is refused', async () => {
    expect((await tab.call('ask', 'requester', { body: wish, headers: { [idempotencyHeader]: 'x' } })).status).toBe(
      400,
    );
    const headers = { authorization: signedIn('requester'), 'content-type': 'application/json' };
    const response = await fetch(`${tab.bot.url}/api/requests`, { method: 'POST', headers, body: '{' });
    expect([response.status, await response.json()]).toMatchObject([400, { status: 400, instance: '/api/requests' }]);
  });
});

describe('a run', () => {
  it('is shown whole, without what is nobody’s business', async () => {
    const run = await tab.run({ status: 'failed' });
    const whole = await tab.call('run', 'requester', { params: { run } });
    expect(whole.body).toMatchObject({
      id: run,
      mine: true,
      failure: { code: 'PLEX_BUSY' },
      may: { resume: true, cancel: false },
    });
    expect(JSON.stringify(whole.body)).not.toContain('secret');
  });

  it('that failed is resumed once; one at work cannot be', async () => {
    const run = await tab.run({ status: 'failed' });
    const { run: attempt } = await tab.read('resume', 'requester', { params: { run } });
    expect(await tab.read('run', 'requester', { params: { run: attempt } })).toMatchObject({
      attempt: 2,
      attemptOf: run,
    });
    expect((await tab.call('resume', 'requester', { params: { run: attempt } })).status).toBe(409);
  });

  it('that waits is cancelled and leaves the queue', async () => {
    const run = await tab.run();
    const before = await tab.read('queue', 'requester');
    expect(before.runs.find(({ id }) => id === run)).toMatchObject({ mine: true, may: { cancel: true } });
    expect(await tab.read('cancel', 'requester', { params: { run } })).toEqual({ status: 'cancelled' });
    expect((await tab.read('queue', 'requester')).runs.some(({ id }) => id === run)).toBe(false);
  });

  it('is deleted with its file, and only once it has ended', async () => {
    const run = await tab.run({ status: 'succeeded', file: Buffer.from('file') });
    expect((await tab.call('delete', 'requester', { params: { run } })).status).toBe(204);
    expect((await tab.call('run', 'requester', { params: { run } })).status).toBe(404);
    const left = await tab.world.database.pool.query(
      `select action, actor from record.audit where run = $1 and action = 'deleted'`,
      [run],
    );
    expect(left.rows).toEqual([{ action: 'deleted', actor: 'Rita' }]);
    const open = await tab.run({ status: 'running' });
    expect((await tab.call('delete', 'admin', { params: { run: open } })).status).toBe(409);
  });

  it.each(['0', '-1', 'abc', '1.5', '99999999999', '1%00', "1'--"])('of the number %s is not there', async (run) => {
    expect((await tab.call('run', 'admin', { params: { run } })).status).toBe(404);
  });
});

describe('the file', () => {
  const content = randomBytes(40);
  const fetched = async (headers: Readonly<Record<string, string>>, run: number) => {
    const { status, body, headers: got } = await tab.call('workbook', 'auditor', { params: { run }, headers });
    return { status, bytes: body as Buffer, got };
  };
  let run: number;
  beforeAll(async () => {
    run = await tab.run({ status: 'succeeded', file: content });
  });

  it('comes whole, by its name, and is never guessed at', async () => {
    const { status, bytes, got } = await fetched({}, run);
    expect([status, bytes.equals(content)]).toEqual([200, true]);
    expect(got.get('content-disposition')).toContain(`filename="TB_${run}.xlsx"`);
    expect([got.get('x-content-type-options'), got.get('content-length'), got.get('etag')]).toEqual([
      'nosniff',
      '40',
      `"sha-${run}"`,
    ]);
  });

  it.each([
    ['bytes=0-9', 206, 0, 10],
    ['bytes=5-22', 206, 5, 23],
    ['bytes=39-', 206, 39, 40],
    ['bytes=-3', 206, 37, 40],
    ['bytes=30-999', 206, 30, 40],
    ['bytes=0-1,3-4', 200, 0, 40],
    ['bytes=9-3', 200, 0, 40],
    ['lines=1-2', 200, 0, 40],
  ])('comes for the range %s', async (range, status, from, to) => {
    const { status: answered, bytes, got } = await fetched({ range }, run);
    expect([answered, bytes.equals(content.subarray(from, to))]).toEqual([status, true]);
    if (status === 206) expect(got.get('content-range')).toBe(`bytes ${from}-${to - 1}/40`);
  });

  it('has no bytes beyond its end', async () => {
    for (const range of ['bytes=40-', 'bytes=-0', 'bytes=100-200']) {
      const { status, got } = await fetched({ range }, run);
      expect([status, got.get('content-range')]).toEqual([416, 'bytes */40']);
    }
  });

  it('goes on where it stopped only if it is still the same', async () => {
    const range = 'bytes=10-';
    expect((await fetched({ range, 'if-range': `"sha-${run}"` }, run)).status).toBe(206);
    expect((await fetched({ range, 'if-range': '"another"' }, run)).status).toBe(200);
    for (const known of [`"sha-${run}"`, `W/"sha-${run}"`, `"another", "sha-${run}"`, '*'])
      expect((await fetched({ 'if-none-match': known }, run)).status).toBe(304);
    expect((await fetched({ 'if-none-match': '"another"' }, run)).status).toBe(200);
  });

  it('says how long it is to whoever only asks', async () => {
    const headers = { authorization: signedIn('auditor') };
    const response = await fetch(`${tab.bot.url}/api/runs/${run}/workbook`, { method: 'HEAD', headers });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '40']);
    expect((await response.arrayBuffer()).byteLength).toBe(0);
  });

  it('keeps a name of any letters, for clients old and new', async () => {
    const odd = await tab.run({ status: 'succeeded', file: content });
    const name = `Résumé "x" (1)* 'a';%.xlsx`;
    await tab.world.database.pool.query('update record.workbook set file_name = $2 where run = $1', [odd, name]);
    const disposition = (await fetched({}, odd)).got.get('content-disposition') ?? '';
    const [, plain, extended] =
      /^attachment; filename="([\w .()-]+)"; filename\*=UTF-8''([\w.%!-]+)$/.exec(disposition) ?? [];
    expect(plain).toBe('R_sum_ _x_ (1)_ _a___.xlsx');
    expect(decodeURIComponent(extended ?? '')).toBe(name);
  });

  it('fetched by its asker is a delivery that arrived', async () => {
    const { bytes } = await fetched({}, run);
    expect(bytes.length).toBe(40);
    expect((await tab.read('deliveries', 'requester', { params: { run } })).deliveries[0]).toMatchObject({
      status: 'failed',
    });
    await tab.call('workbook', 'requester', { params: { run } });
    await expect
      .poll(async () => (await tab.read('deliveries', 'requester', { params: { run } })).deliveries[0])
      .toMatchObject({ status: 'confirmed', receipt: { bytes: 40 }, mine: true });
  });
});

describe('the description of the API', () => {
  it('has every route and no other', async () => {
    const { paths } = (await (await tab.get('/api/openapi.json')).json()) as { paths: Record<string, object> };
    const told = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const routes = Object.values(apiRoutes).map(({ method, path }) => `${method.toLowerCase()} ${path}`);
    expect(told.sort()).toEqual(routes.sort());
  });
});

describe('a path that is none', () => {
  it.each(['/api/nothing', '/api/runs/1/nothing', '/nothing', '/tab/..%2f..%2fpackage.json'])(
    '%s is a problem, not a page',
    async (path) => {
      const response = await tab.get(path, { authorization: signedIn('admin') });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
    },
  );

  it.each([
    ['too much to read', 'x'.repeat(300_000), 'application/json', 413],
    ['what is no JSON', '{', 'application/json', 400],
    ['what is of no known kind', 'a=1', 'application/x-www-form-urlencoded', 400],
  ])('takes nothing that is %s, and says so as a problem', async (_, body, type, status) => {
    const headers = { authorization: signedIn('admin'), 'content-type': type, 'idempotency-key': 'a-key-of-mine' };
    const response = await fetch(`${tab.bot.url}/api/requests`, { method: 'POST', headers, body });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('takes no other method than its own', async () => {
    const names: readonly ApiRouteName[] = ['me', 'queue'];
    for (const name of names)
      expect((await fetch(tab.bot.url + apiRoutes[name].path, { method: 'PUT' })).status).toBe(405);
  });
});
