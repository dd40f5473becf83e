// Settings: one zod schema per process, read once from the environment, all problems told at once.
import { AppError } from '@repsys/core';
import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `0` and `false`, `1` and `true`. */
export const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');

/** A positive whole number within bounds. */
export const count = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

/** A day, `YYYY-MM-DD`. */
export const day = z.iso.date();

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

/** Today as `YYYY-MM-DD` in the machine's time zone, unless REPSYS_TODAY says otherwise outside production. */
export function clock(settings: { readonly REPSYS_TODAY?: string; readonly NODE_ENV?: string }): () => string {
  const fixed = settings.NODE_ENV === 'production' ? undefined : settings.REPSYS_TODAY;
  return () => fixed ?? localDay(new Date());
}

function localDay(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
