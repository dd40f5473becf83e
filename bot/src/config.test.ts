// The bot's settings, read at the wall: what would leave somebody unasked is refused at the start.
import { describe, expect, it } from 'vitest';
import { readBotConfig } from './config.ts';

const ground = { DATABASE_URL: 'postgres://127.0.0.1/x', REDIS_URL: 'redis://127.0.0.1' };
const known = { ...ground, BOT_ID: 'bot', BOT_TENANT_ID: 'tenant', BOT_TYPE: 'UserAssignedMSI' };
const listed = { ...known, BOT_ACCESS_FILE: 'access.json' };
const environments = [undefined, 'development', 'test', 'production'];

describe("the bot's settings", () => {
  it.each(environments)('refuse an identity without an access list: NODE_ENV %s', (NODE_ENV) => {
    for (const BOT_ACCESS_FILE of [undefined, ''])
      expect(() => readBotConfig({ ...known, BOT_ACCESS_FILE, NODE_ENV })).toThrow(/^Settings.*BOT_ACCESS_FILE: /s);
    expect(readBotConfig({ ...listed, NODE_ENV }).BOT_ACCESS_FILE).toBe('access.json');
  });

  it.each(['0.0.0.0', '::', '10.0.0.7', 'fe80::1', 'reports.example.com', '127.0.0.1.example.com', '::ffff:10.0.0.7'])(
    'refuse to listen at %s without an identity',
    (BOT_HOST) => {
      const secret = { REPSYS_DEVELOPMENT_SECRET: 's'.repeat(32) };
      for (const more of [{}, secret, { ...secret, BOT_ACCESS_FILE: 'access.json' }])
        expect(() => readBotConfig({ ...ground, ...more, BOT_HOST })).toThrow(/BOT_HOST: /);
      expect(readBotConfig({ ...listed, BOT_HOST }).BOT_HOST).toBe(BOT_HOST);
    },
  );

  it('know this machine by each of its names', () => {
    for (const BOT_HOST of ['127.0.0.1', '127.9.8.7', 'localhost', '::1', '[::1]'])
      expect(readBotConfig({ ...ground, REPSYS_DEVELOPMENT_SECRET: 's'.repeat(32), BOT_HOST }).BOT_HOST).toBe(BOT_HOST);
  });
});
