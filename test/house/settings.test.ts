// docs/settings.md and .env.example say what the code reads: no setting more, none less, the same defaults.

import { type ESTree, Visitor } from 'vite';
import { describe, expect, it } from 'vitest';
import { settingNames as botSettingNames, readBotConfig } from '../../bot/src/config.ts';
import { readRunnerConfig, settingNames } from '../../runner/src/config.ts';
import { sandboxSettingNames } from '../../sandbox/src/plex/config.ts';
import { codeIn, rowsOf } from './pages.ts';
import { matching, parse, read, typescriptFiles } from './tree.ts';

const rows = rowsOf('docs/settings.md').map(({ heading, cells }) => ({
  heading,
  name: codeIn(cells[0]),
  usual: cells[2] ?? '',
}));
const under = (heading: string) => rows.filter((row) => row.heading.startsWith(heading)).map(({ name }) => name);
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

/** Names that belong to the operating system and its programs. */
const foreign = ['PATH', 'LC_MESSAGES', 'DEBIAN_FRONTEND'];
const setting = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/** Names in capitals that a file reads from an environment: `process.env.X`, `environment.X`, or taken out of one by `{ X }`. */
function readBy(file: string): readonly string[] {
  const found: string[] = [];
  const isEnvironment = (node: ESTree.Expression | ESTree.Super | null): boolean =>
    (node?.type === 'Identifier' && node.name === 'environment') ||
    (node?.type === 'MemberExpression' && node.property.type === 'Identifier' && node.property.name === 'env');
  new Visitor({
    MemberExpression({ object, property }) {
      if (isEnvironment(object) && property.type === 'Identifier') found.push(property.name);
    },
    VariableDeclarator({ id, init }) {
      if (id.type !== 'ObjectPattern' || !isEnvironment(init)) return;
      for (const each of id.properties) {
        if (each.type === 'Property' && each.key.type === 'Identifier') found.push(each.key.name);
      }
    },
  }).visit(parse(file).program);
  return found.filter((name) => setting.test(name) && !foreign.includes(name));
}

describe('docs/settings.md', () => {
  it('has every setting of the runner and no other', () => {
    expect(sorted(under('Runner').filter((name) => !name.includes('<')))).toEqual(sorted(settingNames));
  });

  it('has every setting of the bot and no other', () => {
    expect(sorted(under('Bot'))).toEqual(sorted(botSettingNames));
  });

  it('has the settings of a company', () => {
    const asked = { PLEX_COMPANIES: '7' };
    const problems = String(problemOf(() => readRunnerConfig(asked)));
    const required = [...problems.matchAll(/PLEX_7_(\w+):/g)].map(([, name]) => `PLEX_<number>_${name}`);
    const optional = ['PLEX_<number>_NAME', 'PLEX_<number>_TIME_ZONE'];
    expect(sorted(under('Runner, for each company'))).toEqual(sorted([...required, ...optional]));
  });

  it('has every setting of the sandbox', () => {
    const shared = ['REPSYS_TODAY'];
    expect(sorted([...under('Sandbox Plex'), ...shared])).toEqual(sorted(sandboxSettingNames));
  });

  it('has every name that is read anywhere, and each name that it has is read somewhere', () => {
    const inCode = typescriptFiles.filter((file) => !file.startsWith('test/house/')).flatMap(readBy);
    const documented = rows.map(({ name }) => name).filter((name) => !name.includes('<'));
    expect(sorted(inCode).filter((name) => !documented.includes(name))).toEqual([]);
    const known = [...inCode, ...settingNames, ...botSettingNames, ...sandboxSettingNames];
    expect(documented.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each([
    ['Runner', () => ({ ...leastRunner, ...leastRunner.keys })],
    ['Bot', () => leastBot],
  ] as const)('gives the defaults that the code has: %s', (process, least) => {
    const config: Readonly<Record<string, unknown>> = least();
    const told = rows.filter(
      ({ name, heading, usual }) =>
        (heading === process || heading.startsWith(`${process}: `)) && /^[\w.:/-]+$/.test(usual) && name in config,
    );
    const wrong = told.filter(({ usual }) => !['none', 'required'].includes(usual));
    expect(wrong.length).toBeGreaterThan(5);
    expect(wrong.map(({ name, usual }) => [name, usual])).toEqual(
      wrong.map(({ name }) => [name, asWritten(config[name])]),
    );
    const none = told.filter(({ usual }) => usual === 'none').filter(({ name }) => config[name] !== undefined);
    expect(none).toEqual([]);
  });

  it('says of no setting of the bot that it is required where the bot starts without', () => {
    const required = rows.filter(({ heading, usual }) => heading.startsWith('Bot') && usual === 'required');
    const asked = String(problemOf(() => readBotConfig({})));
    expect(required.map(({ name }) => name).filter((name) => !asked.includes(`${name}:`))).toEqual([]);
  });
});

const ground = { DATABASE_URL: 'postgres://127.0.0.1/x', REDIS_URL: 'redis://127.0.0.1' };
const { REPSYS_DEVELOPMENT_SECRET: _, ...leastBot } = readBotConfig({
  ...ground,
  REPSYS_DEVELOPMENT_SECRET: 's'.repeat(32),
});
const leastRunner = readRunnerConfig({
  ...ground,
  PLEX_URL: 'http://127.0.0.1/',
  PLEX_COMPANIES: '1',
  PLEX_1_USER: 'u',
  PLEX_1_PASSWORD: 'p',
});

/** Flags are written 1 and 0. */
const asWritten = (value: unknown): string => (typeof value === 'boolean' ? String(Number(value)) : String(value));

function problemOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('.env.example', () => {
  const lines = read('.env.example').split('\n').filter(Boolean);
  const names = lines.flatMap((line) => /^#([A-Z][A-Z0-9_]*)=/.exec(line)?.[1] ?? []);

  it('has every setting of runner and bot', () => {
    const generic = names.map((name) => name.replace('_111111_', '_<number>_'));
    expect(sorted(generic)).toEqual(sorted([...under('Runner'), ...under('Bot')]));
  });

  it('sets nothing by itself and holds no secret', () => {
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual([]);
    expect(lines.filter((line) => /_PASSWORD=./.test(line))).toEqual([]);
  });

  it('is the only environment file in the tree beside those of the app package', () => {
    expect(matching(/(^|\/)\.env/)).toEqual(['.env.example', 'env/.env.dev', 'env/.env.local', 'env/.env.testtool']);
  });
});
