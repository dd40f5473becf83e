// docs/security.md says what the code does: rights by role, every table and key with its end, tests that exist.
import { type Role, type RunMay, type RunStatus, roles } from '@repsys/core';
import { redisPrefix } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { accessOf } from '../../bot/src/access.ts';
import { mayOf, maySendAgain } from '../../bot/src/run-rights.ts';
import { rowsOf } from './pages.ts';
import { files, matching, read } from './tree.ts';

const page = 'docs/security.md';
const company = 111111;
const me = { id: 'me', name: 'Me' };

/** What somebody with one role may do with a run. */
function mayWith(role: Role, asker: string, status: RunStatus): RunMay & { readonly see: boolean; sendAgain: boolean } {
  const rights = accessOf([{ person: 'me', roles: [role], companies: [company] }]).rightsOf(me);
  const run = { id: 1, company, status, persons: [asker], requesters: [asker], file: {} };
  const sendAgain = maySendAgain(rights, me, company, asker);
  return { ...mayOf(rights, me, run), see: rights.length > 0, sendAgain };
}

/** As the page writes it: always, for what is one's own, or never. */
function wordFor(may: (asker: string) => boolean): string {
  if (may('somebody')) return 'yes';
  return may('me') ? 'own' : '–';
}

/** The rights of each action of the page; all that are named must agree. */
const actions: Readonly<Record<string, readonly ((role: Role, asker: string) => boolean)[]>> = {
  'see runs, queue, archive, checks, differences': [(role, asker) => mayWith(role, asker, 'succeeded').see],
  "fetch a file, have it sent to oneself, save it to one's OneDrive": [
    (role, asker) => mayWith(role, asker, 'succeeded').download,
    (role, asker) => mayWith(role, asker, 'succeeded').send,
  ],
  'ask for a report, run it again, resume a failed one': [
    (role, asker) => mayWith(role, asker, 'succeeded').again,
    (role, asker) => mayWith(role, asker, 'failed').resume,
  ],
  'cancel a run': [
    (role, asker) => mayWith(role, asker, 'queued').cancel,
    (role, asker) => mayWith(role, asker, 'running').cancel,
  ],
  'have a delivery that ended sent again': [(role, asker) => mayWith(role, asker, 'succeeded').sendAgain],
  'delete a run with its file': [
    (role, asker) => mayWith(role, asker, 'succeeded').delete,
    (role, asker) => mayWith(role, asker, 'failed').delete,
  ],
};

const under = (heading: string) => rowsOf(page).filter((row) => row.heading === heading);

describe('who may do what', () => {
  const table = under('Who may do what').map(({ cells }) => cells);

  it('has every action', () => {
    expect(table.map(([action]) => action)).toEqual(Object.keys(actions));
    expect(read(page)).toContain(`| Action | ${roles.join(' | ')} |`);
  });

  it.each(Object.entries(actions))('%s', (action, rules) => {
    const told = table.find(([name]) => name === action)?.slice(1);
    for (const rule of rules) expect(roles.map((role) => wordFor((asker) => rule(role, asker)))).toEqual(told);
  });
});

describe('what is kept', () => {
  const rows = under('What is kept where, and how long');
  const named = rows.flatMap(({ cells }) =>
    [...(cells[0] ?? '').matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? ''),
  );

  it('names every table once', () => {
    const made = [...matching(/^core\/src\/node\/migrations\/.*\.sql$/), 'core/src/node/migrate.ts'].flatMap((file) =>
      [...read(file).matchAll(/create table (?:if not exists )?((?:record|plex)\.\w+)/g)].map((found) => found[1]),
    );
    const gone = matching(/^core\/src\/node\/migrations\/.*\.sql$/).flatMap((file) =>
      [...read(file).matchAll(/drop table (\S+);/g)].map((found) => found[1]),
    );
    const kept = [...new Set(made)].filter((name) => !gone.includes(name));
    expect(kept.length).toBeGreaterThan(25);
    expect(named.filter((name) => /^(record|plex)\./.test(name)).sort()).toEqual(kept.sort());
  });

  it('names every key and channel of Redis', () => {
    const used = matching(/^(core|bot|runner)\/src\/.*(?<!\.test)\.ts$/).flatMap((file) =>
      [...read(file).matchAll(/redisKey\('(\w+)'/g)].map((found) => `${redisPrefix}:${found[1]}`),
    );
    const told = named.filter((name) => name.startsWith(`${redisPrefix}:`));
    expect(told.sort()).toEqual([...new Set([...used, `${redisPrefix}:runs:*`])].sort());
  });
});

describe('what could go wrong', () => {
  const threats = under('What could go wrong').map(({ cells }) => cells);

  it('has every kind of threat', () => {
    expect([...new Set(threats.map(([kind]) => kind))].sort().join('')).toBe('DEIRST');
  });

  it('is shown in tests that exist', () => {
    const shown = threats.map((cells) => [...(cells[3] ?? '').matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? ''));
    expect(shown.filter((tests) => tests.length === 0)).toEqual([]);
    expect(shown.flat().filter((file) => !files.includes(file))).toEqual([]);
  });
});
