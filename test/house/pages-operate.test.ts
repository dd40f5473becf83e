// What install, operate and security tell people to type, to set and to look at is there: files, settings, tables, alerts.
import { parseEnv } from 'node:util';
import { errorTable } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { codeIn, rowsOf } from './pages.ts';
import { files, matching, read } from './tree.ts';

const pages = ['docs/install.md', 'docs/operate.md', 'docs/security.md', 'infra/README.md'];
const marked = pages.flatMap((page) =>
  [...read(page).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => ({ page, text })),
);
const isThere = (path: string) => files.some((file) => file === path || file.startsWith(`${path}/`));

/** Folders whose files are named by their path. */
const folders = /^(infra|docs|env|appPackage|core|bot|runner|test|tabs|sandbox)\/[\w./-]+$/;
/** What is made, or must not be in the repository. */
const madeLater = /^(env\/\.env\.\w+\.user|appPackage\/build\/.*|docs\/screens)$/;

describe('paths', () => {
  it('in code marks exist', () => {
    const paths = marked.filter(({ text }) => folders.test(text) && !madeLater.test(text));
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter(({ text }) => !isThere(text.replace(/\/$/, '')))).toEqual([]);
  });

  it('that commands name exist', () => {
    const commands = [...pages, 'infra/k8s/README.md'].flatMap((page) =>
      [...read(page).matchAll(/```bash\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
        [...block.matchAll(/(?:^|[\s=])((?:infra|env|appPackage)\/[\w./$-]+)/g)].map(([, path = '']) => path),
      ),
    );
    const named = commands.flatMap((path) =>
      path.includes('$name') ? ['bot', 'runner'].map((name) => path.replace('$name', name)) : [path],
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !isThere(path) && !madeLater.test(path))).toEqual([]);
  });
});

describe('commands', () => {
  const texts = [...pages, 'infra/k8s/README.md', 'teamsapp.yml'].flatMap((page) => read(page).split('\n'));

  it('that build or replace images say in which subscription', () => {
    const found = texts.filter((line) => /az (acr build|containerapp update)/.test(line));
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter((line) => !line.includes('--subscription'))).toEqual([]);
  });

  it('run on macOS as well, whose base64 has no --wrap', () => {
    expect(texts.filter((line) => /base64 +(-w|--wrap)/.test(line))).toEqual([]);
  });

  it('have no secret among their words, where every process of the machine could read it', () => {
    const word = /\b(\w*[Pp]assword|\w*[Ss]ecret|\w*_PASSWORD|plexAccounts|value)=["']?[\w$]/;
    const typed = texts.filter((line) => /^\s*(az|npm|kubectl|atk|npx|[A-Z_]+=\S+ npm)\b/.test(line));
    expect(typed.filter((line) => word.test(line))).toEqual([]);
  });
});

it('the example of the access list names app roles that the registration has', () => {
  const { people } = JSON.parse(read('docs/examples/access.json')) as { people: readonly { appRole?: string }[] };
  const { appRoles } = JSON.parse(read('aad.manifest.json')) as { appRoles: readonly { value: string }[] };
  const named = people.flatMap(({ appRole }) => appRole ?? []);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !appRoles.some(({ value }) => value === name))).toEqual([]);
});

describe('names in capitals', () => {
  const settings = rowsOf('docs/settings.md').map(({ cells }) => codeIn(cells[0]).replace('<number>', '111111'));
  const ofToolkit = matching(/^env\/\.env\./).flatMap((file) => Object.keys(parseEnv(read(file))));
  const inParameters = [...read('infra/azure.parameters.json').matchAll(/\$\{\{(\w+)\}\}/g)].map((found) => found[1]);
  const outputs = ['infra/azure.bicep', 'infra/aks.bicep'].flatMap((file) =>
    [...read(file).matchAll(/^output (\w+)/gm)].map((found) => found[1]),
  );
  const ofKubernetes = matching(/^infra\/k8s\/secrets\.example\//).flatMap((file) => Object.keys(parseEnv(read(file))));
  /** Of the commands themselves, and of programs that are not ours. */
  const ofPages = ['ADMIN_URL', 'RESTORED_URL', 'PGSSLROOTCERT'];
  const known = [
    ...settings,
    ...ofToolkit,
    ...inParameters,
    ...outputs,
    ...ofKubernetes,
    ...ofPages,
    ...Object.keys(errorTable),
  ];

  it('are settings, variables of the Toolkit, outputs of the Bicep, or error codes', () => {
    const names = marked.filter(({ text }) => /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(text));
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter(({ text }) => !known.includes(text))).toEqual([]);
  });
});

describe('tables and columns of the record', () => {
  const schema = matching(/^core\/src\/node\/migrations\/.*\.sql$/)
    .map(read)
    .join('\n');

  it('that statements read exist', () => {
    const statements = [...read('docs/operate.md').matchAll(/\b(?:from|update|table) ((?:record|plex)\.\w+)/g)];
    expect(statements.length).toBeGreaterThan(6);
    const missing = statements.map((found) => found[1]).filter((table) => !schema.includes(`create table ${table} (`));
    expect(missing).toEqual([]);
  });
});

describe('alerts', () => {
  type Rules = {
    readonly groups: readonly {
      readonly rules: readonly { readonly alert: string; readonly labels: { readonly severity: string } }[];
    }[];
  };

  it('stand on the page as they are in the rules, each with what to do', () => {
    const { groups } = parse(read('infra/prometheus/repsys.rules.yml')) as Rules;
    const rules = groups.flatMap(({ rules: each }) => each.map(({ alert, labels }) => `${alert} ${labels.severity}`));
    const told = rowsOf('docs/operate.md').filter(({ heading }) => heading === 'Alerts');
    expect(told.map(({ cells }) => `${codeIn(cells[0])} ${cells[1]}`).sort()).toEqual(rules.sort());
    expect(told.filter(({ cells }) => !cells[2] || !cells[3])).toEqual([]);
  });
});

describe('migrations', () => {
  it('only add from 005 on, as rolling back relies on', () => {
    const later = matching(/^core\/src\/node\/migrations\/(?!00[1-4])\d+_.*\.sql$/).map((file) => ({
      file,
      statements: read(file).replace(/--.*$/gm, '').split(';'),
    }));
    const taking = /\b(drop|rename|alter column|truncate|delete from)\b/i;
    const wrong = later.flatMap(({ file, statements }) =>
      statements.filter((each) => taking.test(each)).map((each) => `${file}: ${each.trim().slice(0, 80)}`),
    );
    expect(wrong).toEqual([]);
  });
});
