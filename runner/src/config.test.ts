// The runner's settings, read at the wall.
import { describe, expect, it } from 'vitest';
import { readRunnerConfig } from './config.ts';

const good = {
  DATABASE_URL: 'postgres://u:p@127.0.0.1/repsys',
  REDIS_URL: 'redis://127.0.0.1',
  PLEX_URL: 'https://plex.example/Datasource/service.asmx',
  PLEX_COMPANIES: '111111,222222',
  PLEX_111111_USER: 'one',
  PLEX_111111_PASSWORD: 'first',
  PLEX_222222_USER: 'two',
  PLEX_222222_PASSWORD: 'second',
  PLEX_222222_NAME: 'Second plant',
};

describe("the runner's settings", () => {
  it('hold an account per company', () => {
    const zones = { PLEX_TIME_ZONE: 'America/Chicago', PLEX_222222_TIME_ZONE: 'Europe/Vienna' };
    expect(readRunnerConfig({ ...good, ...zones }).accounts).toEqual([
      { company: 111111, name: 'Company 111111', user: 'one', password: 'first', timeZone: 'America/Chicago' },
      { company: 222222, name: 'Second plant', user: 'two', password: 'second', timeZone: 'Europe/Vienna' },
    ]);
  });

  it('refuse a time zone that there is not', () => {
    expect(() => readRunnerConfig({ ...good, PLEX_TIME_ZONE: 'Chicago' })).toThrow(/PLEX_TIME_ZONE: must be an IANA/);
  });

  it('are refused with every problem at once, and no value is repeated', () => {
    const wrong = { ...good, PLEX_222222_PASSWORD: '', PLEX_TIMEOUT_S: 's3cret', REDIS_URL: undefined };
    const refuse = () => readRunnerConfig(wrong);
    expect(refuse).toThrow(/REDIS_URL[\s\S]*PLEX_TIMEOUT_S[\s\S]*PLEX_222222_PASSWORD/);
    expect(refuse).toThrow(expect.not.stringContaining('s3cret'));
  });

  it('keep an empty data source key as a statement: this customer has no such source', () => {
    expect(
      readRunnerConfig({ ...good, PLEX_KEY_ACCOUNTING_PERIOD_RANGES: '' }).keys.PLEX_KEY_ACCOUNTING_PERIOD_RANGES,
    ).toBe('');
    expect(readRunnerConfig(good).keys.PLEX_KEY_ACCOUNTING_PERIOD_RANGES).toBe('18004');
  });

  it('name what looks like ours and is not known', () => {
    expect(readRunnerConfig({ ...good, PLEX_TIMEOUT: '5' }).unknown).toEqual(['PLEX_TIMEOUT']);
  });

  it.each([undefined, 'development', 'test', 'production'])(
    'allow no made-up day without the switch: NODE_ENV %s',
    (NODE_ENV) => {
      expect(() => readRunnerConfig({ ...good, NODE_ENV, REPSYS_TODAY: '2024-05-06' })).toThrow('REPSYS_TODAY');
      const switched = { ...good, REPSYS_DEVELOPMENT_SECRET: 's'.repeat(32), REPSYS_TODAY: '2024-05-06' };
      expect(readRunnerConfig(switched).REPSYS_TODAY).toBe('2024-05-06');
    },
  );

  it('take plain http only for an address of this machine, whatever else is set', () => {
    const told = (PLEX_URL: string) =>
      readRunnerConfig({ ...good, REPSYS_DEVELOPMENT_SECRET: 's'.repeat(32), PLEX_URL });
    for (const host of ['plex.example', '10.0.0.7', 'localhost.example', '127.0.0.1.example'])
      expect(() => told(`http://${host}/x`)).toThrow(/PLEX_URL.*https/);
    for (const host of ['127.0.0.1:8080', 'localhost', '[::1]:80'])
      expect(told(`http://${host}/x`).PLEX_URL).toContain(host);
  });
});
