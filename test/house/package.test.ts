// The app package of every environment is one that Teams takes, and what is wrong with one is said in words.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AppPackage,
  makePackage,
  type PackageRefused,
  readEnvironment,
  variablesIn,
} from '../../appPackage/app-package.ts';
import { read, root } from './tree.ts';

const environments = ['dev', 'local'] as const;
const guid = (digit: number) => `${digit}`.repeat(8).concat('-1111-4111-8111-111111111111');

/** What provision and the tunnel write. */
const written = {
  TEAMS_APP_ID: guid(1),
  BOT_ID: guid(2),
  AAD_APP_CLIENT_ID: guid(3),
  TAB_DOMAIN: 'reports.example.com',
};

/** What an operator fills in: nobody's organization is a default. */
const operator = {
  DEVELOPER_NAME: 'Example Corporation',
  DEVELOPER_WEBSITE_URL: 'https://www.example.com',
  DEVELOPER_PRIVACY_URL: 'https://www.example.com/privacy',
  DEVELOPER_TERMS_URL: 'https://www.example.com/terms',
};
const filled = (name: string) => readEnvironment(join(root, 'env'), name, { ...written, ...operator });
const source = join(root, 'appPackage');

const refusal = async (work: () => unknown): Promise<PackageRefused> => {
  try {
    await work();
  } catch (error) {
    return error as PackageRefused;
  }
  throw new Error('It was not refused.');
};

describe.each(environments)('the package of the environment %s', (name) => {
  let made: AppPackage;
  beforeAll(async () => {
    made = await makePackage(source, filled(name));
  });

  it('holds the manifest, both icons and the languages, at its top', () => {
    const names = ['manifest.json', 'color.png', 'outline.png', 'de.json'];
    expect(Object.keys(unzipSync(made.zip))).toEqual(names);
    expect([...made.files.keys()]).toEqual(names);
  });

  it('has a value in every place', () => {
    expect(strFromU8(unzipSync(made.zip)['manifest.json'] ?? new Uint8Array())).toBe(made.manifest);
    expect(made.manifest).not.toContain('${{');
    expect(JSON.parse(made.manifest)).toMatchObject({
      id: written.TEAMS_APP_ID,
      validDomains: [written.TAB_DOMAIN],
      bots: [{ botId: written.BOT_ID }],
      webApplicationInfo: { id: written.AAD_APP_CLIENT_ID },
    });
  });

  it('is the same, byte by byte, whenever it is made', async () => {
    expect(Buffer.from((await makePackage(source, filled(name))).zip)).toEqual(Buffer.from(made.zip));
  });

  it('needs no more than its file has a place for', () => {
    const places = read(`env/.env.${name}`);
    const needed = variablesIn(read('appPackage/manifest.json'));
    expect(needed.filter((each) => !new RegExp(`^${each}=`, 'm').test(places))).toEqual([]);
  });
});

describe('a package', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'repsys-package-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A copy of the package's folder in which one file is changed. */
  const spoiled = async (file: string, change: (text: string) => string) => {
    const copy = await mkdtemp(join(folder, 'copy-'));
    await cp(source, copy, { recursive: true });
    await writeFile(join(copy, file), change(await readFile(join(copy, file), 'utf8')));
    return refusal(() => makePackage(copy, filled('dev')));
  };

  it('is refused with the names of all variables that have no value', async () => {
    const { message, problems } = await refusal(() => makePackage(source, readEnvironment(join(root, 'env'), 'dev')));
    expect(message).toContain('These variables have no value:');
    expect([...problems].sort()).toEqual(Object.keys({ ...written, ...operator }).sort());
  });

  it('is refused with the place and the rule of what Teams would not take', async () => {
    const { message } = await spoiled('manifest.json', (text) =>
      text.replace('"Reports from Plex, proved"', `"${'x'.repeat(101)}"`).replace('"supportsFiles"', '"supportFiles"'),
    );
    expect(message).toContain('Teams would not take this manifest:');
    expect(message).toContain('/name/full must NOT have more than 100 characters');
    expect(message).toContain('/bots/0');
  });

  it('is refused when a language has a text for nothing, or none for what it needs', async () => {
    const { message } = await spoiled('de.json', (text) =>
      text.replace('"name.short"', '"name.shorter"').replace('staticTabs[1]', 'staticTabs[77]'),
    );
    expect(message).toContain('Teams would not take these texts:');
    expect(message).toContain("must have required property 'name.short'");
    expect(message).toContain('name.shorter');
    expect(message).toContain('staticTabs[77].name');
  });

  it('is refused for a schema that is not the one of its version', async () => {
    const { message } = await spoiled('manifest.json', (text) => text.replace('"1.30"', '"1.29"'));
    expect(message).toContain('$schema is not that of version 1.29');
  });

  it.each(['prod', '../dev', ''])('is refused for “%s”, which is no environment', async (name) => {
    const { message } = await refusal(() => readEnvironment(join(root, 'env'), name));
    expect(message).toMatch(/is no name of an environment|There is no file \.env\.prod/);
  });

  it('keeps values with quotes and backslashes whole', async () => {
    const odd = 'Müller "Plex" \\ Co';
    const { manifest } = await makePackage(source, { ...filled('dev'), DEVELOPER_NAME: odd });
    expect(JSON.parse(manifest).developer.name).toBe(odd);
  });

  it('takes what a person keeps to themselves before what is in the repository', async () => {
    const own = await mkdtemp(join(folder, 'env-'));
    await writeFile(join(own, '.env.x'), 'A=1\nB=2\nC=\n');
    await writeFile(join(own, '.env.x.user'), 'B=3\n');
    expect(readEnvironment(own, 'x', { A: '7', C: '4', D: '5' })).toEqual({ A: '1', B: '3', C: '4', D: '5' });
  });

  it('is written by npm run package, which says what it did or what is missing', async () => {
    const run = (environment: Readonly<Record<string, string>>) =>
      promisify(execFile)('npm', ['run', '-s', 'package', '--', '--env', 'dev', '--out', folder], {
        cwd: root,
        env: { PATH: process.env.PATH, ...environment },
      });
    const [good, bad] = await Promise.all([run({ ...written, ...operator }), refusal(() => run({}))]);
    expect(good.stdout).toContain('Reports (dev)');
    const zip = await readFile(join(folder, 'appPackage.dev.zip'));
    expect(zip).toEqual(Buffer.from((await makePackage(source, filled('dev'))).zip));
    expect(bad).toMatchObject({ code: 1, stderr: expect.stringMatching(/TEAMS_APP_ID[\s\S]*AAD_APP_CLIENT_ID/) });
  });
});
