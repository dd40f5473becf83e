// The sandbox's variables. Read once; every problem is reported at once.
import { z } from 'zod';
import { calendarKinds } from './calendar-kinds.ts';
import { fewestAccounts } from './chart-of-accounts.ts';
import { isDay } from './day.ts';
import type { PlexSandboxOptions } from './server.ts';

const whole = (from: number, to: number) => z.coerce.number().int().min(from).max(to);

const environmentSchema = z.object({
  /** Port to listen on; 0 takes any free one. */
  SANDBOX_PORT: whole(0, 65_535).default(0),
  /** The sandbox's day; the machine's when it is not set. */
  REPSYS_TODAY: z.string().refine(isDay, 'must be an existing day as YYYY-MM-DD').optional(),
  /** A directory with accounts.csv and journal.csv, instead of generated books. */
  SANDBOX_BOOKS: z.string().optional(),
  SANDBOX_SEED: whole(0, 2 ** 31 - 1).optional(),
  SANDBOX_ACCOUNTS: whole(fewestAccounts, 500_000).optional(),
  SANDBOX_MOVING_ACCOUNTS: whole(1, 500_000).optional(),
  SANDBOX_FIRST_PERIOD: z.coerce
    .number()
    .refine((period) => /^20\d{2}(0[1-9]|1[0-2])$/.test(String(period)), 'must be a period as 202101')
    .optional(),
  SANDBOX_CALENDAR: z.enum(calendarKinds).optional(),
});

/** The setting names of the sandbox; docs/settings.md lists them and a test keeps it true. */
export const sandboxSettingNames: readonly string[] = Object.keys(environmentSchema.shape);

/** Variables that cannot be used; one line each. */
export class ConfigProblems extends Error {
  override readonly name = 'ConfigProblems';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The options of a sandbox from variables; an empty variable counts as not set. Throws ConfigProblems. */
export function optionsFrom(environment: Readonly<Record<string, string | undefined>>): PlexSandboxOptions {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { success, data, error } = environmentSchema.safeParse(set);
  if (!success) throw new ConfigProblems(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  return {
    port: data.SANDBOX_PORT,
    today: data.REPSYS_TODAY ?? machineDay(),
    ...defined('booksDirectory', data.SANDBOX_BOOKS),
    ...defined('seed', data.SANDBOX_SEED),
    ...defined('accounts', data.SANDBOX_ACCOUNTS),
    ...defined('movingAccountsPerPeriod', data.SANDBOX_MOVING_ACCOUNTS),
    ...defined('firstPeriod', data.SANDBOX_FIRST_PERIOD),
    ...defined('calendar', data.SANDBOX_CALENDAR),
  };
}

function defined<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: Value });
}

function machineDay(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
