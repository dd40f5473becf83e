// What a log line may hold, and what not; which fields it has without being told.
import { AppError } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { createLogger } from './log.ts';
import { scrubber, secretsIn } from './scrub.ts';
import { binding, outside } from './telemetry/scope.ts';

function logging(secrets: readonly string[] = []) {
  const lines: string[] = [];
  const log = createLogger('test', 'trace', { secrets, to: { write: (line) => void lines.push(line) } });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('a log line', () => {
  it('has the fields of the work it belongs to, also after waiting, and none of its neighbour', async () => {
    const { log, lines } = logging();
    const work = (run: number) =>
      binding({ run }, async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        binding({ step: 'one' }, () => log.info('at work'));
        outside(() => log.info('for all'));
      });
    await Promise.all([work(1), work(2)]);
    log.info('afterwards');
    const told = lines.map((line) => JSON.parse(line)).map(({ run, step, msg }) => ({ run, step, msg }));
    expect(told).toEqual([
      { run: 1, step: 'one', msg: 'at work' },
      { msg: 'for all' },
      { run: 2, step: 'one', msg: 'at work' },
      { msg: 'for all' },
      { msg: 'afterwards' },
    ]);
  });

  it('tells an error with its code, details and causes, and nothing else that hangs on it', () => {
    const { log, last } = logging();
    const request = { headers: { Authorization: 'Bearer abcdefghijklmnop' }, body: 'what somebody wrote' };
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', request });
    log.warn({ error: new AppError('DELIVERY_BUSY', 'Teams is busy.', { cause, details: { retryAfterMs: 5 } }) }, 'x');
    expect(last().error).toMatchObject({
      code: 'DELIVERY_BUSY',
      message: 'Teams is busy.',
      details: { retryAfterMs: 5 },
      cause: { code: 'ECONNREFUSED', message: 'refused' },
    });
    expect(JSON.stringify(last())).not.toMatch(/abcdefghijklmnop|somebody wrote/);
  });

  it.each([
    ['a field by its name, however deep', { a: { b: [{ clientSecret: 'hidden-1' }] } }],
    ['an address with a password', { reason: 'redis://user:hidden-1@host:6379/0 is away' }],
    ['an address with a password alone', { reason: 'redis://:hidden-1@host' }],
    ['a bearer', { reason: 'sent Authorization: Bearer hidden-1.abc' }],
    ['a basic authorization', { reason: 'Basic hidden-1hidden-1==' }],
    ['a link that opens by itself', { reason: 'GET https://x.example/f?a=1&tempauth=hidden-1&b=2' }],
    ['an upload address', { details: { uploadUrl: 'https://x.example/hidden-1' } }],
    ['a quote in the value', { password: 'a"hidden-1' }],
  ])('hides %s', (_, fields) => {
    const { log, lines, last } = logging();
    log.info(fields, 'x');
    expect(lines.join()).not.toContain('hidden-1');
    expect(last().msg).toBe('x');
  });

  it('hides the values of the settings that are secret, in each way to write them', () => {
    const settings = {
      DATABASE_URL: 'postgres://u:p%40ss%2Fword@host/db',
      PLEX_7_PASSWORD: 'quo"te-päss',
      OTEL_EXPORTER_OTLP_HEADERS: { 'x-key': 'header-value' },
      LOG_LEVEL: 'debug',
    };
    const { log, lines, last } = logging(secretsIn(settings));
    const values = ['p%40ss%2Fword', 'p@ss/word', 'quo"te-päss', 'header-value', encodeURIComponent('quo"te-päss')];
    for (const value of values) log.info({ seen: `it was ${value}.` }, `and ${value}`);
    for (const value of values) expect(lines.join()).not.toContain(JSON.stringify(value).slice(1, -1));
    expect(last()).toMatchObject({ seen: 'it was ***.', msg: 'and ***' });
  });

  it.each([
    ['words that begin an address again and again', 'a.'],
    ['beginnings of an address', 'a://'],
    ['colons after an address', ':', 'redis://'],
    ['beginnings of a token', 'eyJaaaaaaaaa-'],
    ['beginnings of a key', '-----BEGIN '],
    ['beginnings of a secret field', '"user-'],
    ['beginnings of a link', '?code='],
  ])('takes no longer for a long line of %s', (_, piece, before = '') => {
    const line = before + piece.repeat(400_000);
    expect(scrubber(['a-secret-of-ours'])(line).length).toBeGreaterThan(0);
  });

  it('keeps what is no secret', () => {
    const { log, last } = logging(['short']);
    const fields = {
      run: 7,
      tokens: 3,
      path: '/api/runs/7?code',
      host: 'https://plex.example/a:b',
      note: 'a short Basic word',
    };
    log.info(fields, 'x');
    expect(last()).toMatchObject(fields);
  });
});
