// The bot's settings. Names are those of the environment; docs/settings.md lists them and a test keeps it true.
import {
  count,
  developmentSettings,
  type Environment,
  flag,
  isLoopback,
  readConfig,
  redisShape,
  refuseMadeUpDay,
  safeUrl,
  traceSettings,
  unknownNames,
} from '@repsys/core/node';
import { z } from 'zod';

const host = /^[a-z0-9.-]+(:\d+)?$/i;
const hosts = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean),
  )
  .refine((all) => all.every((each) => host.test(each)), 'host names, separated by commas');

const shape = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_MAY_BE_NEWER: flag.default(false),
  ...redisShape,
  BOT_HOST: z.string().default('127.0.0.1'),
  BOT_PORT: count(0, 65_535).default(3978),
  BOT_METRICS_HOST: z.string().default('127.0.0.1'),
  BOT_METRICS_PORT: count(0, 65_535).optional(),
  BOT_ID: z.string().max(100).optional(),
  BOT_TYPE: z.enum(['SingleTenant', 'UserAssignedMSI']).default('SingleTenant'),
  BOT_TENANT_ID: z.string().max(100).toLowerCase().optional(),
  BOT_PASSWORD: z.string().optional(),
  BOT_OPENID_URL: safeUrl.optional(),
  BOT_LOGIN_URL: safeUrl.optional(),
  BOT_ACCESS_FILE: z.string().optional(),
  RUNS_PER_PERSON: count(1, 10_000).default(20),
  BOT_TAB_URL: z.url().optional(),
  BOT_FILE_HOSTS: hosts,
  BOT_FILE_OFFER_HOURS: z.coerce.number().positive().max(720).default(24),
  GRAPH_URL: safeUrl.default('https://graph.microsoft.com'),
  GRAPH_DRIVE_ID: z.string().max(300).optional(),
  GRAPH_FOLDER: z.string().max(300).default('Reports'),
  GRAPH_CHANNEL_FILES: z.enum(['0', '1']).default('0'),
  GRAPH_SHARE: z.enum(['members', 'organization']).default('members'),
  GRAPH_AUTHORITY: z.url({ protocol: /^https$/ }).optional(),
  GRAPH_CA_FILE: z.string().optional(),
  TAB_CLIENT_ID: z.string().max(100).optional(),
  TAB_CLIENT_SECRET: z.string().max(500).optional(),
  TAB_TOKENS_BY: z.enum(['msal', 'teamsfx']).default('msal'),
  TAB_DOMAIN: z.string().toLowerCase().regex(host, 'a host name').optional(),
  TAB_TENANT_ID: z.string().max(100).toLowerCase().optional(),
  TAB_OPENID_URL: safeUrl.optional(),
  TAB_FOLDER: z.string().default('tabs/dist'),
  TAB_CALLS_PER_S: count(1, 100_000).default(20),
  TAB_KEEP_DAYS: count(0, 36_500).default(0),
  SHUTDOWN_GRACE_S: count(1, 600).default(30),
  ...developmentSettings,
  ...traceSettings,
};

/** The setting names the bot knows. */
export const settingNames: readonly string[] = Object.keys(shape);

const schema = z
  .object(shape)
  .superRefine(refuseHalfIdentity)
  .superRefine(refuseHalfSignIn)
  .superRefine(refuseUnauthenticated)
  .superRefine(refuseMadeUpDay);

/** With REPSYS_DEVELOPMENT_SECRET, and never with BOT_ID, whoever knows that secret is whom they say they are. */
export type BotConfig = Readonly<z.infer<typeof schema>> & { readonly unknown: readonly string[] };

/** Reads the bot's settings. Throws CONFIG_INVALID with every problem at once. */
export function readBotConfig(environment: Environment): BotConfig {
  return Object.freeze({
    ...readConfig(schema, environment),
    unknown: unknownNames(environment, ['BOT_', 'GRAPH_', 'TAB_'], (name) => settingNames.includes(name)),
  });
}

type Settings = Readonly<Record<string, unknown>>;

function refuseHalfIdentity(settings: Settings, context: z.RefinementCtx): void {
  if (!settings.BOT_ID && (settings.GRAPH_DRIVE_ID || settings.GRAPH_CHANNEL_FILES === '1'))
    context.addIssue({
      code: 'custom',
      path: ['BOT_ID'],
      message: 'is needed for a library: the bot signs in with it',
    });
  if (!settings.BOT_ID) return;
  const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (!settings.BOT_TENANT_ID) problem('BOT_TENANT_ID', 'is needed with BOT_ID');
  if (settings.BOT_TYPE === 'SingleTenant' && !settings.BOT_PASSWORD)
    problem('BOT_PASSWORD', 'is needed for a bot of type SingleTenant');
  if (settings.BOT_TYPE === 'UserAssignedMSI' && settings.BOT_PASSWORD)
    problem('BOT_PASSWORD', 'must be empty for a managed identity');
}

function refuseHalfSignIn(settings: Settings, context: z.RefinementCtx): void {
  if (!settings.TAB_CLIENT_ID) return;
  const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (!settings.TAB_DOMAIN) problem('TAB_DOMAIN', 'is needed with TAB_CLIENT_ID');
  if (!settings.TAB_TENANT_ID && !settings.BOT_TENANT_ID)
    problem('TAB_TENANT_ID', 'is needed with TAB_CLIENT_ID, unless BOT_TENANT_ID is set');
}

/** Everybody who calls proves who they are; without that there is a secret of this start, and a door on this machine only. */
function refuseUnauthenticated(settings: Settings, context: z.RefinementCtx): void {
  const { BOT_ID, BOT_HOST, BOT_ACCESS_FILE, REPSYS_DEVELOPMENT_SECRET } = settings;
  const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  const isOpen = !isLoopback(String(BOT_HOST));
  if (REPSYS_DEVELOPMENT_SECRET) {
    if (BOT_ID) problem('REPSYS_DEVELOPMENT_SECRET', 'is for laptops and tests, and refused beside BOT_ID');
    if (isOpen) problem('BOT_HOST', 'must be an address of this machine alone with REPSYS_DEVELOPMENT_SECRET');
    return;
  }
  if (!BOT_ID) problem('BOT_ID', 'is needed: without it nobody is authenticated');
  if (!BOT_ID && isOpen) problem('BOT_HOST', 'must be an address of this machine alone without BOT_ID');
  if (!BOT_ACCESS_FILE) problem('BOT_ACCESS_FILE', 'is needed: without it everybody may do everything');
}
