// What `npm start` shows of its parts: JSON logs for people, only the trouble of the servers, and each trouble once in a while.
import colors from 'picocolors';
import type { Part } from './world/world.ts';

const paint: Readonly<Record<Part, (text: string) => string>> = {
  world: colors.bold,
  postgres: colors.blue,
  redis: colors.red,
  plex: colors.magenta,
  runner: colors.green,
  bot: colors.cyan,
  chat: colors.yellow,
  teams: colors.yellow,
};

/** PostgreSQL and Redis log a lot when all is well; only their trouble is shown, and not that one of them starts. */
const trouble = /\b(ERROR|FATAL|PANIC|MISCONF|OOM)\b(?!: {2}(the database system is|terminating connection))|can't/;
const servers: readonly Part[] = ['postgres', 'redis'];

/** Those that log in JSON. */
const inJson: readonly Part[] = ['runner', 'bot'];

/** The same trouble of a part is shown once in this time. */
const onceInMs = 10_000;
const warn = 40;

/** Opens the log; `write` gets whole lines. */
export function openWorldLog(
  write: (line: string) => void,
  now: () => number = Date.now,
): (part: Part, line: string) => void {
  const shown = new Map<string, number>();
  const isRepeated = (trouble: string) => {
    const again = now() - (shown.get(trouble) ?? Number.NEGATIVE_INFINITY) < onceInMs;
    if (!again) shown.set(trouble, now());
    return again;
  };
  return (part, line) => {
    if (servers.includes(part) && !trouble.test(line)) return;
    const { text, trouble: name } = inJson.includes(part) ? readable(line) : { text: line };
    if (name !== undefined && isRepeated(`${part} ${name}`)) return;
    write(`${paint[part](part.padEnd(8))} ${text}\n`);
  };
}

/** A JSON log line for people; `trouble` names what it warns of. */
function readable(line: string): { readonly text: string; readonly trouble?: string } {
  try {
    const { level, time: _time, name: _name, pid: _pid, msg, ...facts } = JSON.parse(line);
    const rest = Object.entries(facts).map(([key, value]) => colors.dim(`${key}=`) + show(value));
    const text = [level > warn ? colors.red(msg) : level === warn ? colors.yellow(msg) : msg, ...rest].join(' ');
    return level >= warn ? { text, trouble: `${msg} ${facts.run ?? ''}` } : { text };
  } catch {
    return { text: line };
  }
}

/** Of an error its message and code: the whole of it, with its stack, is for a log that somebody keeps. */
function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object' || !('message' in value)) return JSON.stringify(value);
  return [value.message, 'code' in value ? `(${value.code})` : ''].join(' ').trim();
}
