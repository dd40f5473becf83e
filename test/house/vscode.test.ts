// F5 in Visual Studio Code: every task, configuration, file, port and variable that is named is there, and none is named in vain.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { files, read } from './tree.ts';

type Configuration = {
  readonly name: string;
  readonly program?: string;
  readonly envFile?: string;
  readonly url?: string;
  readonly preLaunchTask?: string;
  readonly cascadeTerminateToConfigurations?: readonly string[];
  readonly serverReadyAction?: { readonly pattern: string };
};
type Compound = { readonly name: string; readonly configurations: readonly string[]; readonly preLaunchTask?: string };
type Port = { readonly portNumber: number; readonly writeToEnvironmentFile: Readonly<Record<string, string>> };
type Task = {
  readonly label: string;
  readonly type?: string;
  readonly command?: string;
  readonly dependsOn?: readonly string[];
  readonly args?: {
    readonly env?: string;
    readonly portOccupancy?: readonly number[];
    readonly ports?: readonly Port[];
  };
};

const launch = JSON.parse(read('.vscode/launch.json')) as {
  readonly configurations: readonly Configuration[];
  readonly compounds: readonly Compound[];
};
const { tasks } = JSON.parse(read('.vscode/tasks.json')) as { readonly tasks: readonly Task[] };
const local = parse(read('teamsapp.local.yml')) as {
  readonly deploy: readonly {
    readonly with: { readonly target?: string; readonly envs?: { readonly BOT_PORT: number } };
  }[];
};
const written = local.deploy.find(({ with: { target } }) => target !== undefined)?.with;

const startable = [...launch.configurations, ...launch.compounds];
const unique = (names: readonly string[]) => expect(new Set(names).size).toBe(names.length);

describe('.vscode', () => {
  it('has files that can be read', () => {
    const inFolder = files.filter((file) => file.startsWith('.vscode/'));
    expect(inFolder).toEqual(['extensions', 'launch', 'settings', 'tasks'].map((name) => `.vscode/${name}.json`));
    for (const file of inFolder) expect(JSON.parse(read(file)), file).toBeTypeOf('object');
  });

  it('calls nothing by a name that another thing has', () => {
    unique(startable.map(({ name }) => name));
    unique(tasks.map(({ label }) => label));
  });
});

describe('.vscode/launch.json', () => {
  it('starts with tasks that there are', () => {
    const asked = startable.flatMap(({ preLaunchTask }) => preLaunchTask ?? []);
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.filter((name) => !tasks.some(({ label }) => label === name))).toEqual([]);
  });

  it('puts together configurations that there are', () => {
    const named = [
      ...launch.compounds.flatMap(({ configurations }) => configurations),
      ...launch.configurations.flatMap((each) => each.cascadeTerminateToConfigurations ?? []),
    ];
    expect(named.filter((name) => !launch.configurations.some((each) => each.name === name))).toEqual([]);
  });

  it('runs programs that there are', () => {
    const programs = launch.configurations.flatMap(
      ({ program }) => program?.replace(/^\$\{workspaceFolder\}\//, '') ?? [],
    );
    expect(programs.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('tells the bot what the Toolkit has written, where it has written it', () => {
    const told = launch.configurations.flatMap(({ envFile }) => envFile?.replace(/^\$\{workspaceFolder\}/, '.') ?? []);
    expect(told).toEqual([written?.target]);
  });

  it('opens apps whose id an environment has a place for', () => {
    const named = launch.configurations.flatMap(({ url = '' }) => [...url.matchAll(/\$\{\{(\w+):(\w+)\}\}/g)]);
    expect(named.length).toBe(4);
    for (const [, environment, name] of named)
      expect(read(`env/.env.${environment}`)).toMatch(new RegExp(`^${name}=`, 'm'));
  });

  it('opens the chat window that npm start tells of', () => {
    const [pattern = ''] = launch.configurations.flatMap(({ serverReadyAction }) => serverReadyAction?.pattern ?? []);
    const [, line = ''] =
      read('sandbox/src/start.ts').match(/`(\$\{colors\.bold\('Open'\)\} {2}\$\{colors\.cyan\(chatUrl\)\})/) ?? [];
    const printed = line.replace(/\$\{colors\.bold\('(\w+)'\)\}/, '$1').replace(/\$\{.+?\}/, 'http://127.0.0.1:40123');
    expect(new RegExp(pattern).exec(printed)?.[1]).toBe('http://127.0.0.1:40123');
  });
});

describe('.vscode/tasks.json', () => {
  it('depends on tasks that there are, and has none that nothing leads to', () => {
    const dependencies = tasks.flatMap(({ dependsOn = [] }) => dependsOn);
    const labels = tasks.map(({ label }) => label);
    expect(dependencies.filter((name) => !labels.includes(name))).toEqual([]);
    const reached = [...dependencies, ...startable.flatMap(({ preLaunchTask }) => preLaunchTask ?? [])];
    expect(labels.filter((label) => !reached.includes(label))).toEqual([]);
  });

  it('asks the Toolkit for environments that have a project file', () => {
    const environments = tasks.flatMap(({ args }) => args?.env ?? []);
    expect(environments.length).toBe(3);
    expect(
      environments.filter((name) => !files.includes(`env/.env.${name}`) || !files.includes(`teamsapp.${name}.yml`)),
    ).toEqual([]);
  });

  it('opens its tunnel to the port of the bot, and writes where it leads', () => {
    const port = written?.envs?.BOT_PORT;
    const tunnels = tasks.flatMap(({ args }) => args?.ports ?? []);
    expect(tunnels.map(({ portNumber }) => portNumber)).toEqual([port]);
    expect(tasks.flatMap(({ args }) => args?.portOccupancy ?? [])).toEqual([port]);
    const places = tunnels.flatMap(({ writeToEnvironmentFile }) => Object.values(writeToEnvironmentFile));
    expect(places).toEqual(['BOT_ENDPOINT', 'TAB_DOMAIN']);
    for (const name of places) expect(read('env/.env.local')).toMatch(new RegExp(`^${name}=$`, 'm'));
  });

  it('runs npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    const named = tasks.flatMap(({ command = '' }) =>
      [...command.matchAll(/npm run (\S+)/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
