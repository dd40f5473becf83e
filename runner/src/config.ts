// The runner's settings. Names are those of the environment; docs/settings.md lists them and a test keeps it true.
import {
  count,
  developmentSettings,
  type Environment,
  flag,
  readConfig,
  redisShape,
  refuseMadeUpDay,
  safeUrl,
  timeZone,
  traceSettings,
  unknownNames,
} from '@repsys/core/node';
import { z } from 'zod';
import { keySettings } from './reports/trial-balance/data-sources.ts';

const companies = z.string().regex(/^\d{1,9}(,\d{1,9})*$/, 'company numbers, separated by commas');

const shape = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_MAY_BE_NEWER: flag.default(false),
  ...redisShape,
  PLEX_URL: safeUrl,
  PLEX_COMPANIES: companies,
  PLEX_SOURCE: z.string().max(200).optional(),
  PLEX_CHECK: flag.default(true),
  PLEX_TIME_ZONE: timeZone.default('UTC'),
  PLEX_CALENDAR_REFRESH_S: count(0, 86_400).default(300),
  PLEX_TIMEOUT_S: count(1, 3_600).default(60),
  PLEX_MAX_MB: count(1, 16_384).default(2_048),
  PLEX_ATTEMPTS: count(1, 10).default(4),
  PLEX_OUTAGE_S: count(0, 1_800).default(240),
  PLEX_CONCURRENCY: count(1, 16).default(3),
  PLEX_SLICE_ACCOUNTS: count(10, 1_000_000).default(2_500),
  PLEX_SLICE_PERIODS: count(1, 240).default(12),
  RUNNER_NAME: z.string().max(100).optional(),
  RUNNER_CONCURRENCY: count(1, 16).default(2),
  RUNNER_FOLDER: z.string().default('.data/runner'),
  RUNNER_HTTP_HOST: z.string().default('127.0.0.1'),
  RUNNER_HTTP_PORT: count(0, 65_535).optional(),
  RUN_TIMEOUT_MIN: count(1, 1_440).default(60),
  RESUME_MAX_AGE_MIN: count(0, 10_080).default(60),
  DELIVERY_FOLDER: z.string().optional(),
  SHUTDOWN_GRACE_S: count(1, 600).default(30),
  ...developmentSettings,
  ...traceSettings,
};

const keys = Object.fromEntries(
  Object.entries(keySettings).map(([name, key]) => [name, z.string().regex(/^\d*$/).default(key)]),
);

/** The setting names every runner knows; those of a company come on top. */
export const settingNames: readonly string[] = [...Object.keys(shape), ...Object.keys(keys)];

export type CompanyAccount = {
  readonly company: number;
  readonly name: string;
  readonly user: string;
  readonly password: string;
  /** In which its day begins. */
  readonly timeZone: string;
};

type Base = Readonly<z.infer<z.ZodObject<typeof shape>>>;

/** `keys` holds the data source keys by setting name; an empty one is kept empty: the source is not there. */
export type RunnerConfig = Base & {
  readonly accounts: readonly CompanyAccount[];
  readonly keys: Readonly<Record<string, string>>;
  readonly unknown: readonly string[];
};

/** Reads the runner's settings. Throws CONFIG_INVALID with every problem at once. */
export function readRunnerConfig(environment: Environment): RunnerConfig {
  const numbers = (environment.PLEX_COMPANIES ?? '').split(',').filter((number) => /^\d+$/.test(number));
  const companyShape = Object.fromEntries(numbers.flatMap(companySettings));
  const schema = z.object({ ...shape, ...companyShape }).superRefine(refuseMadeUpDay);
  const base = readConfig(schema, environment) as Base;
  const text = base as unknown as Readonly<Record<string, string | undefined>>;
  return Object.freeze({
    ...base,
    accounts: numbers.map((number) => accountOf(number, text)),
    keys: readKeys(environment),
    unknown: unknownNames(
      environment,
      ['PLEX_', 'RUNNER_', 'RUN_', 'RESUME_', 'DELIVERY_'],
      (name) => settingNames.includes(name) || name in companyShape,
    ),
  });
}

function companySettings(number: string): [string, z.ZodType][] {
  return [
    [`PLEX_${number}_USER`, z.string()],
    [`PLEX_${number}_PASSWORD`, z.string()],
    [`PLEX_${number}_NAME`, z.string().default(`Company ${number}`)],
    [`PLEX_${number}_TIME_ZONE`, timeZone.optional()],
  ];
}

function accountOf(number: string, text: Readonly<Record<string, string | undefined>>): CompanyAccount {
  const value = (name: string) => text[`PLEX_${number}_${name}`] ?? '';
  const timeZone = value('TIME_ZONE') || (text.PLEX_TIME_ZONE ?? 'UTC');
  return { company: Number(number), name: value('NAME'), user: value('USER'), password: value('PASSWORD'), timeZone };
}

/** Set but empty is a statement (no such source), so this does not go through the rule that empty means not set. */
function readKeys(environment: Environment): Readonly<Record<string, string>> {
  const given = Object.fromEntries(Object.keys(keySettings).map((name) => [name, environment[name]]));
  const result = z
    .object(keys)
    .safeParse(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
  if (result.success) return result.data as Readonly<Record<string, string>>;
  return readConfig(z.object(keys), given) as Readonly<Record<string, string>>;
}
