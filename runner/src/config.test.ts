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
    expect(readRunnerConfig(good).accounts).toEqual([
      { company: 111111, name: 'Company 111111', user: 'one', password: 'first' },
      { company: 222222, name: 'Second plant', user: 'two', password: 'second' },
    ]);
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

  it('allow neither plain http nor a made-up day in production', () => {
    const production = {
      ...good,
      NODE_ENV: 'production',
      PLEX_URL: 'http://plex.example/x',
      REPSYS_TODAY: '2024-05-06',
    };
    expect(() => readRunnerConfig(production)).toThrow(/REPSYS_TODAY[\s\S]*PLEX_URL|PLEX_URL[\s\S]*REPSYS_TODAY/);
  });
});
