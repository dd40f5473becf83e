// Settings: one zod schema per process, read once from the environment, all problems told at once.
import { BlockList, isIP } from 'node:net';
import { AppError } from '@repsys/core';
import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `0` and `false`, `1` and `true`. */
export const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');

/** A positive whole number within bounds. */
export const count = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

/** A day, `YYYY-MM-DD`. */
export const day = z.iso.date();

/** Long enough to be a secret of one start that nobody guesses; 32 letters and digits at the least. */
const startSecret = z.string().regex(/^[\w-]{32,200}$/, 'must be 32 to 200 random letters, digits, - or _');

/**
 * The switch of everything that is for laptops and tests. Without it a process is in production: nothing that it is told
 * elsewhere, no header and no address makes it anything else.
 */
export const developmentSettings = { REPSYS_DEVELOPMENT_SECRET: startSecret.optional(), REPSYS_TODAY: day.optional() };

/** A check for a schema with `developmentSettings`: a made-up day needs the switch. */
export function refuseMadeUpDay(settings: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  if (!settings.REPSYS_TODAY || settings.REPSYS_DEVELOPMENT_SECRET) return;
  const message = 'is for laptops and tests: it needs REPSYS_DEVELOPMENT_SECRET';
  context.addIssue({ code: 'custom', path: ['REPSYS_TODAY'], message });
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether a host name or address is this machine's own. */
export function isLoopback(host: string): boolean {
  const plain = host.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(plain);
  return plain === 'localhost' || (family !== 0 && loopback.check(plain, family === 6 ? 'ipv6' : 'ipv4'));
}

/** An address that nobody on the way can read or answer for: https, or http that does not leave this machine. */
export const safeUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => /^https:/i.test(text) || isLoopback(new URL(text).hostname), 'must be https, but on this machine');

/**
 * Reads and freezes a process's settings. Empty text counts as not set. Throws CONFIG_INVALID with every problem;
 * values never appear in a message, since they may be secrets.
 */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: Environment,
): Readonly<z.infer<Schema>> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (result.success) return Object.freeze(result.data);
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new AppError('CONFIG_INVALID', `Settings are wrong:\n  ${problems.join('\n  ')}`, { details: { problems } });
}

/** Names that look like ours (by prefix) but that no schema knows: most likely a typing error. */
export function unknownNames(
  environment: Environment,
  prefixes: readonly string[],
  known: (name: string) => boolean,
): string[] {
  return Object.keys(environment).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)) && !known(name));
}

/** The environment of this process. The only reader of process.env. */
export function environment(): Environment {
  return process.env;
}

/** A time zone by its IANA name, as in `America/Chicago`. */
export const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone, as in America/Chicago');

function isTimeZone(name: string): boolean {
  try {
    return dayIn(name, new Date()) !== '';
  } catch {
    return false;
  }
}

/** The day that it is in a time zone, `YYYY-MM-DD`. */
export const dayIn = (zone: string, now: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);

/** Today in a time zone, in the machine's where none is given, unless REPSYS_TODAY says otherwise. */
export type Clock = (zone?: string) => string;

/** Today as `YYYY-MM-DD`; `now` is the moment, for tests. */
export function clock(
  { REPSYS_TODAY }: { readonly REPSYS_TODAY?: string | undefined },
  now: () => Date = () => new Date(),
): Clock {
  return (zone) => REPSYS_TODAY ?? dayIn(zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone, now());
}
