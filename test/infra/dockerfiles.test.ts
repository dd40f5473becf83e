// How images are made here: the rules that a linter for Dockerfiles knows, and those of this house.
import { describe, expect, it } from 'vitest';
import { files, read } from '../house/tree.ts';
import { buildFiles, dockerfiles, filesAt, isKeptOut, type Stage, type Step, stagesOf } from './dockerfile.ts';

const wordOf = (step: Step, at: number): string => step.words[at] ?? '';
const places = (steps: readonly Step[]): readonly string[] => steps.map(({ place, text }) => `${place}: ${text}`);
const isSecret = /PASSWORD|SECRET|TOKEN|API_?KEY|DATABASE_URL/i;
const noStage: Stage = { name: '', image: '', steps: [] };

describe.each(dockerfiles)('%s', (file) => {
  const stages = stagesOf(file);
  const image = stages.at(-1) ?? noStage;
  const steps = stages.flatMap((stage) => stage.steps);
  const all = (keyword: string, among: readonly Step[] = steps) => among.filter((step) => step.keyword === keyword);
  const last = (keyword: string) => all(keyword, image.steps).at(-1);

  it('begins with what it is and how it is built', () => {
    expect(read(file)).toMatch(/^# syntax=docker\/dockerfile:1\n# \S/);
    expect(read(file)).toContain(`docker build --file ${file} `);
  });

  it('stands on a slim or distroless base, pinned to one version, the same in every stage', () => {
    expect(stages.length).toBeGreaterThan(1);
    expect(new Set(stages.map((stage) => stage.image)).size).toBe(1);
    expect(image.image).toMatch(/^[\w./-]+:\d+\.\d+\.\d+-[a-z]+-slim$|distroless.*@sha256:/);
    const [, version = ''] = /:(\d+)\./.exec(image.image) ?? [];
    expect(Number(version)).toBeGreaterThanOrEqual(22);
  });

  it('copies and never adds, says whose files they are, and nothing that the process could change', () => {
    expect(places(all('ADD'))).toEqual([]);
    expect(places(all('COPY').filter(({ flags }) => flags.chown !== '0:0'))).toEqual([]);
    expect(places(all('RUN', image.steps))).toEqual([]);
  });

  it('copies what is there, into folders below an absolute one', () => {
    for (const stage of stages) {
      expect(stage.steps.find(({ keyword }) => ['WORKDIR', 'COPY', 'RUN'].includes(keyword))?.keyword).toBe('WORKDIR');
    }
    expect(places(all('WORKDIR').filter(({ text }) => !text.startsWith('/')))).toEqual([]);
    const fromTree = all('COPY').filter(({ flags }) => flags.from === undefined);
    const missing = fromTree.flatMap((step) =>
      step.words.slice(0, -1).filter((source) => filesAt(source).length === 0),
    );
    expect(fromTree.length).toBeGreaterThan(3);
    expect(missing).toEqual([]);
    const names = stages.map(({ name }) => name);
    expect(places(all('COPY').filter(({ flags }) => flags.from !== undefined && !names.includes(flags.from)))).toEqual(
      [],
    );
    expect(
      places(
        all('COPY').filter((step) => step.words.length > 2 && !wordOf(step, -1 + step.words.length).endsWith('/')),
      ),
    ).toEqual([]);
  });

  it('installs from the lockfile alone, without the scripts of packages, and cleans up after apt', () => {
    const runs = all('RUN').map(({ text }) => text);
    expect(runs.filter((text) => /npm (install|i)\b|npx |yarn|pnpm|curl|wget|sudo|\bcd\b/.test(text))).toEqual([]);
    expect(runs.filter((text) => text.startsWith('npm ci') && !text.includes('--ignore-scripts'))).toEqual([]);
    expect(runs.filter((text) => /apt(-get)? /.test(text) && !/rm -rf \/var\/lib\/apt\/lists/.test(text))).toEqual([]);
    const shipped = stages.filter(({ name }) =>
      all('COPY', image.steps).some(({ flags, text }) => flags.from === name && !/dist/.test(text)),
    );
    const installing = shipped
      .flatMap((stage) => all('RUN', stage.steps))
      .filter(({ text }) => text.startsWith('npm ci'));
    expect(installing.length).toBe(1);
    expect(installing.every(({ text }) => text.includes('--omit=dev'))).toBe(true);
  });

  it('runs as a user who is nobody, by number, and as the process itself', () => {
    expect(last('USER')?.text).toMatch(/^[1-9]\d{4,}:[1-9]\d{4,}$/);
    expect(image.steps.findIndex(({ keyword }) => keyword === 'USER')).toBeGreaterThan(
      image.steps.findLastIndex(({ keyword }) => keyword === 'COPY'),
    );
    expect(places([...all('CMD'), ...all('ENTRYPOINT')].filter(({ exec }) => exec === undefined))).toEqual([]);
    // Node itself is process 1, so signals reach the code that listens for them: no shell and no npm between.
    expect(last('CMD')?.exec?.slice(0, 3)).toEqual(['node', '--import', 'tsx']);
    expect(filesAt(last('CMD')?.exec?.[3] ?? '')).toHaveLength(1);
  });

  it('says how it is, what it is and what is inside', () => {
    expect(last('HEALTHCHECK')?.text).toMatch(/CMD \["node", .*\/health\/live/);
    const labels = last('LABEL')?.text ?? '';
    for (const label of ['title', 'description', 'version', 'revision']) {
      expect(labels).toContain(`org.opencontainers.image.${label}=`);
    }
    expect(labels).toContain(`org.opencontainers.image.base.name="docker.io/library/${image.image}"`);
    expect(labels).toMatch(/sbom\.cyclonedx="\/app\/sbom\.cdx\.json"/);
  });

  it('runs in production and holds no secret', () => {
    expect(last('ENV')?.text).toContain('NODE_ENV=production');
    const told = steps.filter(({ keyword }) => keyword === 'ENV' || keyword === 'ARG');
    expect(places(told.filter(({ text }) => isSecret.test(text)))).toEqual([]);
  });

  it('has the version of the product', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(image.steps.filter(({ keyword }) => keyword === 'ARG').map(({ text }) => text)).toContain(
      `VERSION=${version}`,
    );
  });
});

describe('what a build may see', () => {
  it('is the source, and nothing of tests, of other machines or secret', () => {
    expect(buildFiles).toEqual(expect.arrayContaining(['package-lock.json', 'core/src/index.ts', 'bot/src/main.ts']));
    const strange = ['.env', '.git/config', 'bot/.env.local', 'node_modules/pg/package.json', 'core/node_modules/a.js'];
    expect(
      [...strange, 'bot/src/bot.test.ts', 'tabs/dist/index.html', 'test/run.ts'].filter((each) => !isKeptOut(each)),
    ).toEqual([]);
    expect(buildFiles.filter((each) => /\.test\.ts$|^(test|docs|bench)\//.test(each))).toEqual([]);
  });

  it('is every file that the product is made of', () => {
    const product = files.filter(
      (each) => /^(core|bot|runner)\/src\//.test(each) && !/\.test\.ts$|\/(testing|rules)\//.test(each),
    );
    expect(product.length).toBeGreaterThan(200);
    expect(product.filter(isKeptOut)).toEqual([]);
  });
});
