// Files for groups and channels: into SharePoint by Microsoft Graph over TLS, then shown where they were asked for.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PasswordServiceClientCredentialFactory } from 'botframework-connector';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../sandbox/src/microsoft/certificate.ts';
import { type GraphStandIn, startGraph } from '../sandbox/src/microsoft/graph.ts';
import { startTokenService, type TokenService } from '../sandbox/src/microsoft/token-service.ts';
import { chatOf, dana, omar, type Place, startTestBot, type TestBot } from './kit/bot.ts';
import { type BotIssuer, startBotIssuer } from './kit/bot-issuer.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const tenant = 'tenant';
const team = { group: 'a2c1f0de-0000-4000-8000-000000000007', channel: '19:finance@thread.tacv2' };
const channel: Place = { id: `${team.channel};messageid=1`, kind: 'channel', team };
const guest = '99999999-9999-4999-8999-999999999999';
const group: Place = { id: '19:group@thread.v2', kind: 'groupChat' };

/** Signs what goes out without asking anybody for a token. */
class Signing extends PasswordServiceClientCredentialFactory {
  override async createCredentials() {
    return {
      signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
        request.headers.set('authorization', 'Bearer of the bot');
        return request;
      },
    } as never;
  }
}

let world: TestWorld;
let issuer: BotIssuer;
let entra: TokenService;
let graph: GraphStandIn;
let bot: TestBot;

beforeAll(async () => {
  world = await openWorld();
  await world.runner();
  issuer = await startBotIssuer();
  const certificate = await makeCertificate();
  entra = await startTokenService({
    certificate,
    tenant,
    clients: [{ id: 'bot', secret: 'bot-secret', roles: ['Sites.Selected'] }],
  });
  graph = await startGraph({
    certificate,
    drives: ['drive-1'],
    channels: [
      { team: team.group, channel: team.channel, drive: 'drive-team', folderId: 'folder-9', folder: 'General' },
    ],
    rolesOf: entra.rolesOf,
  });
  const authority = join(world.folder, 'authority.pem');
  writeFileSync(authority, graph.certificate);
  const access = join(world.folder, 'access.json');
  const everybody = { roles: ['requester'], companies: [111111] };
  writeFileSync(
    access,
    JSON.stringify({
      people: [
        { person: '*', ...everybody },
        { person: dana.id, roles: ['requester'], companies: 'all' },
      ],
    }),
  );
  const settings = {
    BOT_ID: 'bot',
    BOT_TENANT_ID: tenant,
    BOT_PASSWORD: 'bot-secret',
    BOT_OPENID_URL: issuer.metadataUrl,
    BOT_ACCESS_FILE: access,
    GRAPH_URL: graph.origin,
    GRAPH_AUTHORITY: entra.authority,
    GRAPH_CA_FILE: authority,
    GRAPH_DRIVE_ID: 'drive-1',
    GRAPH_CHANNEL_FILES: '1',
    BOT_FILE_HOSTS: graph.host,
  };
  bot = await startTestBot(world, settings, {
    credentials: new Signing('bot', 'bot-secret', tenant),
    authorize: (serviceUrl) => issuer.authorization('bot', serviceUrl),
  });
  for (const place of [channel, group]) bot.connector.members.set(place.id, [dana.id, omar.id]);
});
afterAll(async () => {
  await bot?.close();
  await Promise.all([graph?.close(), entra?.close(), issuer?.close()]);
  await world?.close();
});

const sha256 = async (file: string): Promise<string> => {
  const { rows } = await world.database.pool.query('select sha256 from record.workbook where file_name = $1', [file]);
  return rows[0].sha256;
};

describe('the file of a wish', () => {
  it('in a channel lies in the channel’s own folder, and the channel shows it', async () => {
    await bot.say(dana, '<at>Reports</at> run TB 2024-03 for 111111', channel);
    const info = await bot.until(channel, (text) => text.includes('card.file.info'));
    const [file] = graph.files();
    expect(file?.drive).toBe('drive-team');
    expect(file?.path).toMatch(/^General\/Reports\/111111\/TB_202403_to_202403_111111_\d+\.xlsx$/);
    expect(
      createHash('sha256')
        .update(file?.bytes ?? '')
        .digest('hex'),
    ).toBe(await sha256(file?.path.split('/').at(-1) ?? ''));
    expect(JSON.stringify(info.activity)).toContain('https://');
    await bot.until(channel, (text) => text.includes('TIED') && text.includes('Open'));
    const { rows } = await world.database.pool.query(
      "select status, receipt from record.delivery where channel = 'chat'",
    );
    expect(rows).toEqual([{ status: 'confirmed', receipt: expect.objectContaining({ shared: true }) }]);
  });

  it('in a group chat lies in the library of the settings', async () => {
    await bot.say(omar, '<at>Reports</at> run TB 2024-02 for 111111', group);
    await bot.until(group, (text) => text.includes('card.file.info'));
    expect(graph.files().map(({ drive }) => drive)).toContain('drive-1');
  });

  it('of a company that not everybody there may see goes to the asker alone', async () => {
    await bot.say(dana, 'help', chatOf(dana));
    const before = graph.files().length;
    await bot.say(dana, '<at>Reports</at> run TB 2024-01 for 222222', group);
    await bot.until(chatOf(dana), (text) => text.includes('card.file.consent'));
    expect(graph.files().length).toBe(before);
  });

  it('goes to the asker alone when somebody without a right has just come, also if nobody has told', async () => {
    const crowd: Place = { id: '19:crowd@thread.v2', kind: 'groupChat' };
    bot.connector.members.set(crowd.id, [dana.id, omar.id]);
    await bot.say(dana, '<at>Reports</at> queue', crowd);
    bot.connector.members.set(crowd.id, [
      dana.id,
      omar.id,
      { id: '29:guest', objectId: guest, tenantId: tenant, userRole: 'guest' },
    ]);
    const before = graph.files().length;
    await bot.say(dana, '<at>Reports</at> run TB 2023-10 for 111111', crowd);
    await bot.until(chatOf(dana), (text) => text.includes('card.file.consent') && text.includes('202310'));
    expect(graph.files().length).toBe(before);
  });

  it('is put there once more, in its own place, when the library was busy', async () => {
    graph.faults.add({
      kind: 'answer',
      status: 429,
      headers: { 'retry-after': '1' },
      body: {},
      at: /createUploadSession/,
    });
    const before = graph.files().length;
    await bot.say(dana, '<at>Reports</at> run TB 2023-12 for 111111', group);
    await bot.until(group, (text) => text.includes('card.file.info') && text.includes('202312'));
    expect(graph.files().length).toBe(before + 1);
  });

  it('that the library refuses leaves the reason and a next step on the card', async () => {
    graph.faults.add({ kind: 'answer', status: 507, body: {}, at: /^PUT \/upload\//, times: 50 });
    await bot.say(dana, '<at>Reports</at> run TB 2023-11 for 111111', group);
    const card = await bot.until(group, (text) => text.includes('2023-11') && text.includes('Offer again'));
    expect(JSON.stringify(card.activity)).toMatch(/no room|full/i);
    graph.faults.clear();
    await bot.press(dana, card, 'Offer again', {}, group);
    await bot.until(group, (text) => text.includes('card.file.info') && text.includes('202311'));
  });
});
