// What a developer reads of the parts of a world.
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { openWorldLog } from './world-log.ts';

/** Lines without colours, at a time that the test sets. */
function log() {
  const lines: string[] = [];
  const clock = { now: 0 };
  const say = openWorldLog(
    (line) => lines.push(stripVTControlCharacters(line).trimEnd()),
    () => clock.now,
  );
  return { lines, clock, say };
}

const warning = (message: string) =>
  JSON.stringify({ level: 40, time: 1, msg: 'Teams asks to wait', error: { message, code: 'E', stack: 'at a\nat b' } });

it('shows an error by its message and code, without its stack', () => {
  const { lines, say } = log();
  say('bot', warning('connect ECONNREFUSED'));
  expect(lines).toEqual(['bot      Teams asks to wait error=connect ECONNREFUSED (E)']);
});

it('shows the same trouble of a part once in ten seconds, whatever its details are', () => {
  const { lines, clock, say } = log();
  for (clock.now = 0; clock.now < 25_000; clock.now += 100) say('bot', warning(`try ${clock.now}`));
  expect(lines).toHaveLength(3);
});

it('shows every line that warns of nothing, and the trouble of another part', () => {
  const { lines, say } = log();
  const step = JSON.stringify({ level: 30, msg: 'step', run: 1 });
  say('runner', step);
  say('runner', step);
  say('runner', warning('x'));
  say('bot', warning('x'));
  expect(lines).toHaveLength(4);
});

it('shows of PostgreSQL what went wrong, and not that it starts or ends', () => {
  const { lines, say } = log();
  say('postgres', 'LOG:  checkpoint complete');
  say('postgres', 'FATAL:  the database system is not yet accepting connections');
  say('postgres', 'FATAL:  terminating connection due to unexpected postmaster exit');
  say('postgres', 'ERROR:  could not extend file: No space left on device');
  expect(lines).toEqual(['postgres ERROR:  could not extend file: No space left on device']);
});
