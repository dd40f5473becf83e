// compose.yaml: what it refers to is there, what it sets are settings, and nothing in it may do more than it must.
import { posix } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readBotConfig } from '../../bot/src/config.ts';
import { readRunnerConfig } from '../../runner/src/config.ts';
import { startPlexSandbox } from '../../sandbox/src/plex/server.ts';
import { files, read } from '../house/tree.ts';
import { dockerfiles } from './dockerfile.ts';

const seconds = z.string().regex(/^\d+s$/);
const condition = z.enum(['service_healthy', 'service_started', 'service_completed_successfully']);

/** The part of the Compose specification that we use; anything else is refused. */
const service = z.strictObject({
  image: z.string().regex(/:\d+\.\d+(\.\d+)?(-[\w.-]+)?$/, 'an image of one version'),
  build: z.strictObject({ context: z.literal('.'), dockerfile: z.enum(dockerfiles) }).optional(),
  profiles: z.array(z.string()).optional(),
  restart: z.literal('unless-stopped'),
  command: z.array(z.string()).optional(),
  user: z
    .string()
    .regex(/^[1-9]\d*:[1-9]\d*$/)
    .optional(),
  working_dir: z.string().startsWith('/').optional(),
  env_file: z.tuple([z.strictObject({ path: z.string(), required: z.literal(false).optional() })]).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(z.string().regex(/^[^:]+(:-[^}]*\})?:\/[^:]+(:ro)?$/)).optional(),
  tmpfs: z.tuple([z.literal('/tmp')]).optional(),
  read_only: z.literal(true).optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/, 'on loopback')).optional(),
  networks: z.array(z.enum(['inside', 'outside'])).optional(),
  network_mode: z
    .string()
    .regex(/^service:\w+$/)
    .optional(),
  cap_drop: z.tuple([z.literal('ALL')]).optional(),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  stop_grace_period: seconds.optional(),
  healthcheck: z
    .strictObject({ test: z.array(z.string()).min(2), interval: seconds, timeout: seconds, retries: z.number() })
    .optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition })).optional(),
});
const schema = z.strictObject({
  name: z.literal('repsys'),
  'x-process': z.unknown(),
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean() }).nullable()),
  volumes: z.record(z.string(), z.null()),
});

const compose = schema.parse(parse(read('compose.yaml'), { merge: true }));
const services = Object.entries(compose.services);
const the = (name: string) => compose.services[name] ?? expect.fail(`no service ${name}`);

type Texts = Readonly<Record<string, string>>;

/** The environment of a service as Compose would fill it in: the file of its settings, and over it what the service sets itself. */
function environmentOf(name: string, ofCompose: Texts, inFile: Texts = {}): Texts {
  const own = Object.entries(the(name).environment ?? {}).map(([key, text]) => [key, fill(text, ofCompose)] as const);
  return { ...inFile, ...Object.fromEntries(own) };
}

const fill = (text: string, given: Texts): string =>
  text.replace(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_, variable: string, usual = '') => given[variable] || usual);

const sandbox = parseEnv(read('sandbox/compose.env')) as Texts;

/** The packages that a file and the files that it imports need. */
function packagesFrom(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const targets = [...read(file).matchAll(/^(?:import|export) .*?from '([^']+)';/gm)].map(([, target = '']) => target);
  const near = targets.filter((target) => target.startsWith('.'));
  const far = targets.filter((target) => !/^(\.|node:)/.test(target));
  return [
    ...far.map((target) => target.split('/', target.startsWith('@') ? 2 : 1).join('/')),
    ...near.flatMap((target) => packagesFrom(posix.join(posix.dirname(file), target), seen)),
  ];
}

const settings = new Set([...read('docs/settings.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name));
const isSetting = (name: string) => settings.has(name.replace(/^PLEX_\d+_/, 'PLEX_<number>_'));

describe('compose.yaml', () => {
  it('starts both processes from our images, and everything that they need', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['bot', 'plex', 'postgres', 'redis', 'runner']);
    const built = ['bot', 'runner'].map((name) => the(name).build?.dockerfile);
    expect(built).toEqual([...dockerfiles].sort());
    const { version } = JSON.parse(read('package.json')) as { version: string };
    for (const name of ['bot', 'runner']) expect(the(name).image).toBe(`repsys-${name}:${version}`);
  });

  it('waits for what is there only when it answers', () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { condition: wanted }] of Object.entries(depends_on)) {
        expect(compose.services, name).toHaveProperty(other);
        if (wanted === 'service_healthy') expect(the(other).healthcheck, `${name} waits for ${other}`).toBeDefined();
      }
    }
    for (const name of ['bot', 'runner'])
      expect(Object.keys(the(name).depends_on ?? {})).toEqual(['postgres', 'redis']);
    // The images of ours bring their own checks.
    for (const file of dockerfiles) expect(read(file)).toContain('HEALTHCHECK');
  });

  it('sets only what is a setting', () => {
    const names = ['bot', 'runner', 'plex'].flatMap((name) => Object.keys(the(name).environment ?? {}));
    expect(names.filter((name) => !isSetting(name))).toEqual([]);
  });

  it('starts with the sandbox by the one file that is in the tree', () => {
    // The secret of the start comes with the command: no file has it.
    expect(() => readBotConfig(environmentOf('bot', sandbox))).toThrow(/BOT_ID/);
    const bot = readBotConfig(environmentOf('bot', { ...sandbox, REPSYS_DEVELOPMENT_SECRET: 's'.repeat(48) }));
    expect(bot.BOT_HOST).toBe('127.0.0.1');
    expect(fill(the('runner').env_file?.[0].path ?? '', sandbox)).toBe('sandbox/compose.env');
    const runner = readRunnerConfig(environmentOf('runner', sandbox, sandbox));
    expect([...bot.unknown, ...runner.unknown]).toEqual([]);
    expect(runner.PLEX_URL).toContain(`:${the('plex').environment?.SANDBOX_PORT}/`);
    expect(the('plex').profiles).toEqual([sandbox.COMPOSE_PROFILES]);
  });

  it('is in production without it, and each process gets every setting of a file of its own', () => {
    const word = { POSTGRES_PASSWORD: 'word' };
    expect(() => readBotConfig(environmentOf('bot', word))).toThrow(/BOT_ID/);
    expect(() => readRunnerConfig(environmentOf('runner', word, { ...sandbox, PLEX_URL: 'http://plex' }))).toThrow(
      /https/,
    );
    const plex = { PLEX_URL: 'https://plex.example.com/', PLEX_COMPANIES: '1,2', PLEX_KEY_ACCOUNTING_PERIOD: '7' };
    const accounts = { PLEX_1_USER: 'u', PLEX_1_PASSWORD: 'p', PLEX_2_USER: 'u', PLEX_2_PASSWORD: 'p' };
    const runner = readRunnerConfig(environmentOf('runner', word, { ...plex, ...accounts, RUNNER_FOLDER: '.data' }));
    expect(runner).toMatchObject({ RUNNER_FOLDER: '/tmp/runner', unknown: [] });
    expect(runner.keys.PLEX_KEY_ACCOUNTING_PERIOD).toBe('7');
    const inFile = { BOT_ID: 'b', BOT_TENANT_ID: 't', BOT_PASSWORD: 'p', GRAPH_FOLDER: 'f', BOT_HOST: '127.0.0.1' };
    const bot = readBotConfig(environmentOf('bot', word, inFile));
    expect(bot).toMatchObject({ GRAPH_FOLDER: 'f', BOT_HOST: '0.0.0.0', unknown: [] });
    const paths = ['bot', 'runner'].map((name) => fill(the(name).env_file?.[0].path ?? '', word));
    expect(paths).toEqual(['.env.bot', '.env.runner']);
    expect(read('.gitignore').split('\n')).toEqual(expect.arrayContaining(paths.map((path) => `/${path}`)));
  });

  it('knows the sandbox as it is: its company, its account, its path', async () => {
    const plex = await startPlexSandbox({
      today: '2024-05-06',
      accounts: 60,
      movingAccountsPerPeriod: 5,
      firstPeriod: 202301,
    });
    await plex.close();
    const runner = readRunnerConfig(environmentOf('runner', sandbox, sandbox));
    expect(new URL(runner.PLEX_URL).pathname).toBe(new URL(plex.url).pathname);
    for (const { company, user, password } of runner.accounts) {
      expect(plex.companies).toContainEqual(expect.objectContaining({ number: company, user, password }));
    }
  });

  it('finds each package of the sandbox in the runner’s image or in a mount, so that it does not matter what the host is', () => {
    const mounted = (the('plex').volumes ?? []).flatMap((each) => /^\.\/node_modules\/([^:]+):/.exec(each)?.[1] ?? []);
    const { dependencies } = JSON.parse(read('runner/package.json')) as { dependencies: Texts };
    const there = [...mounted, ...Object.keys(dependencies)];
    expect(the('plex').build).toEqual(the('runner').build);
    expect(packagesFrom('sandbox/src/plex/main.ts').filter((name) => !there.includes(name))).toEqual([]);
    const bare = mounted.filter((name) => !('dependencies' in JSON.parse(read(`node_modules/${name}/package.json`))));
    expect(bare).toEqual(mounted);
  });

  it('gives nobody more than they need', () => {
    for (const [name, { read_only, cap_drop, networks, network_mode, volumes = [] }] of services) {
      // PostgreSQL's image becomes its own user at its start, and keeps what it needs for that.
      if (name !== 'postgres') expect([read_only, cap_drop], name).toEqual([true, ['ALL']]);
      expect(Boolean(networks) !== Boolean(network_mode), name).toBe(true);
      const named = volumes.filter((each) => /^\w+:/.test(each)).map((each) => each.split(':')[0] ?? '');
      expect(
        named.filter((each) => !(each in compose.volumes)),
        name,
      ).toEqual([]);
    }
    expect(
      services.filter(([name, { networks }]) => !['bot', 'runner'].includes(name) && networks?.includes('outside')),
    ).toEqual([]);
    expect(compose.networks.inside?.internal).toBe(true);
    const [access = ''] = the('bot').volumes ?? [];
    expect(files).toContain(/:-\.\/([^}]+)\}/.exec(access)?.[1]);
  });

  it('holds no secret, and leaves time to end', () => {
    const told = services.flatMap(([, { environment = {} }]) => Object.entries(environment));
    const secret = told.filter(([name, value]) => /PASSWORD|SECRET/.test(name) && !/^\$\{/.test(value));
    expect(secret).toEqual([]);
    for (const name of ['bot', 'runner']) {
      const { SHUTDOWN_GRACE_S } = environmentOf(name, {});
      expect(Number.parseInt(the(name).stop_grace_period ?? '', 10)).toBeGreaterThan(Number(SHUTDOWN_GRACE_S) + 10);
    }
  });
});
