// The tab asks Microsoft in its reader's name: saving to their own OneDrive and groups beyond 200, with the agreement that is missing,
// refused, and given; in a real browser, in the stand-in for Teams, against a local Entra and Graph.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problemSchema } from '@repsys/core';
import { createLogger } from '@repsys/core/node';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../bot/src/bot.ts';
import { readBotConfig } from '../bot/src/config.ts';
import { people } from '../sandbox/src/chat/people.ts';
import { makeCertificate } from '../sandbox/src/microsoft/certificate.ts';
import { type GraphStandIn, startGraph } from '../sandbox/src/microsoft/graph.ts';
import { startTokenService, type TokenService } from '../sandbox/src/microsoft/token-service.ts';
import { startTeamsHost, type TeamsHost } from '../sandbox/src/teams-host/teams-host.ts';
import { ownTab } from '../sandbox/src/world/tab.ts';
import { hasChromium, launchChromium } from './kit/chromium.ts';
import { startSecret } from './kit/development.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const tenant = '11111111-1111-4111-8111-111111111111';
const client = '33333333-3333-4333-8333-333333333333';
const [dana, omar] = people.map(({ aadObjectId }) => aadObjectId) as [string, string];
/** Omar is in more groups than a token names; one of them is on the access list. */
const finance = '00000000-0000-4000-8000-000000000250';
const omarsGroups = Array.from({ length: 250 }, (_, n) => `00000000-0000-4000-8000-${String(n + 1).padStart(12, '0')}`);
const manyGroups = {
  _claim_names: { groups: 'src1' },
  _claim_sources: { src1: { endpoint: 'https://graph.invalid' } },
};

describe.skipIf(!hasChromium())('in its reader’s name the tab', () => {
  let world: TestWorld;
  let entra: TokenService;
  let graph: GraphStandIn;
  let bot: Bot;
  let host: TeamsHost;
  let browser: Browser;

  beforeAll(async () => {
    world = await openWorld();
    const certificate = await makeCertificate();
    entra = await startTokenService({
      certificate,
      tenant,
      clients: [{ id: client, secret: 'right', roles: [] }],
      asksFirst: true,
    });
    const groupsOf = (oid: string) => (oid === omar ? omarsGroups : []);
    graph = await startGraph({ certificate, personOf: entra.personOf, groupsOf });
    await Promise.all([ownTab({ folder: world.folder, say: (_, line) => process.stderr.write(line) }), world.runner()]);
    await world.report({ from: 202401 });
    bot = await startTabBot();
    const token = ({ id, name }: { id: string; name: string }) =>
      entra.personToken({ oid: id, name, audience: client, ...(id === omar && { claims: manyGroups }) });
    host = await startTeamsHost({ tabUrl: `${bot.url}/tab/`, token });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    await bot?.stop();
    await Promise.all([graph?.close(), entra?.close()]);
    await world?.close();
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

  const startTabBot = async () => {
    const files = { list: join(world.folder, 'access.json'), ca: join(world.folder, 'ca.pem') };
    const companies = 'all';
    const entries = [
      { person: dana, roles: ['requester'], companies },
      { group: finance, roles: ['auditor'], companies },
    ];
    await writeFile(files.list, JSON.stringify({ people: entries }));
    await writeFile(files.ca, entra.certificate);
    const config = readBotConfig({
      REPSYS_DEVELOPMENT_SECRET: startSecret,
      LOG_LEVEL: process.env.TEST_LOG ?? 'fatal',
      DATABASE_URL: world.databaseUrl,
      REDIS_URL: world.redis.url,
      REPSYS_TODAY: '2024-05-06',
      BOT_PORT: '0',
      SHUTDOWN_GRACE_S: '5',
      BOT_ACCESS_FILE: files.list,
      BOT_FILE_HOSTS: graph.host,
      TAB_FOLDER: join(world.folder, 'tab'),
      TAB_CLIENT_ID: client,
      TAB_CLIENT_SECRET: 'right',
      TAB_DOMAIN: 'reports.example.com',
      TAB_TENANT_ID: tenant,
      TAB_OPENID_URL: entra.plainMetadataUrl,
      GRAPH_AUTHORITY: entra.authority,
      GRAPH_URL: graph.origin,
      GRAPH_CA_FILE: files.ca,
    });
    return startBot(config, createLogger('bot', config.LOG_LEVEL));
  };
  /** The tab for a person; their browser trusts the stand-in's certificate. */
  const openTab = async (person: string, sub: string): Promise<{ page: Page; tab: FrameLocator }> => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(`${host.url}/?person=${person}&sub=${sub}`);
    return { page, tab: page.frameLocator('#tab') };
  };
  /** Presses, and answers the window that opens. */
  const answer = async (page: Page, tab: FrameLocator, name: string, words: 'Accept' | 'Cancel') => {
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      tab.getByRole('button', { name, exact: true }).click(),
    ]);
    await Promise.all([popup.waitForEvent('close'), popup.getByRole('button', { name: words }).click()]);
  };
  const exchanges = () => entra.grants.filter(({ grant }) => grant.endsWith('jwt-bearer')).map(({ result }) => result);

  it('saves the file to their OneDrive: asks for the agreement, takes a no, and goes on after a yes', async () => {
    const { page, tab } = await openTab(dana, 'run/1');
    await tab.getByRole('button', { name: 'Save to my OneDrive' }).click();
    await tab.getByText('Your agreement is missing').waitFor();
    await answer(page, tab, 'Agree and save', 'Cancel');
    await tab.getByText('You have not agreed, so nothing was saved.').waitFor();
    expect(graph.files()).toEqual([]);
    await answer(page, tab, 'Agree and save', 'Accept');
    await tab
      .getByText(/has been saved to your OneDrive/)
      .first()
      .waitFor();
    await tab.getByText('OneDrive · Dana Reyes').waitFor();
    const [file] = graph.files();
    const { rows } = await world.database.pool.query(
      `select file_name, (select string_agg(content, ''::bytea order by part) from record.workbook_part where run = 1) as content
       from record.workbook where run = 1`,
    );
    const company = world.plex.companies[0]?.number;
    expect(file).toMatchObject({
      drive: `onedrive-${dana}`,
      path: `Reports/${company}/${rows[0].file_name}`,
      version: 1,
    });
    expect(file?.bytes.equals(rows[0].content)).toBe(true);
    expect(exchanges()).toEqual(['consent_required', 'token']);
    const kept = await page
      .frame({ url: /\/tab\// })
      ?.evaluate('[localStorage.length, sessionStorage.length, document.cookie]');
    expect(kept).toEqual([0, 0, '']);
  });

  it('saved in two windows at once is one file, one exchange of the token', async () => {
    entra.setConsent(dana, true);
    const before = { exchanges: exchanges().length, files: graph.files().length };
    // A token of its own: one of the same second with the same claims would be that of the tab, which has been exchanged.
    const claims = { uti: 'two-windows' };
    const token = await entra.personToken({ oid: dana, name: 'Dana Reyes', audience: client, claims });
    const save = () =>
      fetch(`${bot.url}/api/runs/1/onedrive`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    const answers = await Promise.all([save(), save()]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect((await save()).status).toBe(201);
    expect(exchanges().length).toBe(before.exchanges + 1);
    expect(new Set(graph.files().map(({ path }) => path)).size).toBe(1);
    const { rows } = await world.database.pool.query(
      `select count(*)::int as n from record.delivery where run = 1 and channel = 'onedrive'`,
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('a missing agreement, an ended sign-in and a full drive are problems of their own', async () => {
    const post = async (oid: string, claims = {}) => {
      const token = await entra.personToken({ oid, audience: client, claims });
      const response = await fetch(`${bot.url}/api/runs/1/onedrive`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: response.status, problem: await response.json() };
    };
    entra.setConsent(dana, false);
    expect(await post(dana)).toMatchObject({
      status: 403,
      problem: { code: 'REQUEST_CONSENT_NEEDED', consent: '/tab/consent?for=files' },
    });
    entra.setConsent(dana, true);
    const again = {
      error: 'interaction_required',
      error_description: 'AADSTS50076: sign in again',
      error_codes: [50076],
    };
    entra.failNext({ status: 400, body: again });
    expect(await post(dana)).toMatchObject({ status: 401, problem: { code: 'REQUEST_NOT_SIGNED_IN' } });
    graph.faults.add({
      kind: 'answer',
      at: /createUploadSession/,
      status: 507,
      body: { error: { code: 'quotaLimitReached' } },
    });
    expect(await post(dana)).toMatchObject({ status: 507, problem: { code: 'DELIVERY_LIBRARY_FULL' } });
  });

  it('what Microsoft answers the bot is not what the bot answers its reader', async () => {
    const post = async (oid: string, claims = {}) => {
      const token = await entra.personToken({ oid, audience: client, claims });
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${bot.url}/api/runs/1/onedrive`, { method: 'POST', headers });
      const { code, detail } = problemSchema.parse(await response.json());
      return { status: response.status, challenge: response.headers.get('www-authenticate'), code, detail };
    };
    const refuse = (at: RegExp, status: number) =>
      graph.faults.add({ kind: 'answer', at, status, body: { error: { code: 'as-wished' } } });
    for (const [refused, status, code] of [
      [401, 502, 'DELIVERY_NOT_ALLOWED'],
      [404, 502, 'DELIVERY_NOT_ALLOWED'],
      [409, 503, 'DELIVERY_FAILED'],
    ] as const) {
      refuse(/me\/drive/, refused);
      const answered = await post(dana);
      expect(answered).toMatchObject({ status, code, challenge: null });
      expect(answered.detail).not.toMatch(/HTTP|grant/);
    }
    entra.setConsent(omar, true);
    refuse(/transitiveMemberOf/, 401);
    expect(await post(omar, manyGroups)).toMatchObject({
      status: 503,
      challenge: null,
      detail: expect.stringMatching(/groups/),
    });
  });

  it('asks whoever is in more than 200 groups to agree before it looks them up, and lets them in by group', async () => {
    entra.setConsent(omar, false);
    const { page, tab } = await openTab(omar, 'archive');
    await answer(page, tab, 'Agree and go on', 'Cancel');
    await tab.getByText('The agreement was not given').waitFor();
    await answer(page, tab, 'Agree and go on', 'Accept');
    await tab.getByRole('button', { name: /^Trial balance 2024-01, run 1$/ }).waitFor();
    const { rows } = await world.database.pool.query('select groups from record.membership where person = $1', [omar]);
    expect(rows).toEqual([{ groups: [finance] }]);
  });

  it('the way to the agreement leads to Microsoft and back to the tab, and nowhere else', async () => {
    const way = async (query: string) => fetch(`${bot.url}/tab/consent${query}`, { redirect: 'manual' });
    const { status, headers } = await way('?for=files&state=x&redirect_uri=https://elsewhere.example');
    const url = new URL(headers.get('location') ?? '');
    expect([status, url.origin, url.searchParams.get('redirect_uri')]).toEqual([
      302,
      entra.origin,
      `${bot.url}/tab/consent-end`,
    ]);
    expect(url.searchParams.get('scope')).toBe(`openid ${graph.origin}/Files.ReadWrite`);
    for (const query of ['', '?for=everything', '?for=toString']) expect((await way(query)).status).toBe(400);
  });
});
