// infra/k8s/install.sh against a kubectl that writes down what it is told and plays the Job; overlays are rendered by the real one.
import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { read, root } from '../house/tree.ts';
import { overlays, render, renderFolder, whyNot } from './kubernetes.ts';

const skipped = whyNot();
const overlay = join(root, 'infra/k8s/overlays/microk8s');

/** `outcomes`: what the Job's conditions are, one line a question; the last one stays. */
const kubectl = (folder: string) => `#!/usr/bin/env bash
set -euo pipefail
if [ "$1" = kustomize ]; then exec "$(PATH=$ORIGINAL_PATH command -v kubectl)" "$@"; fi
shift 2
echo "$*" >> ${folder}/calls
case "$1 $2" in
  'get job') head -n 1 ${folder}/outcomes; [ "$(wc -l < ${folder}/outcomes)" = 1 ] || sed -i 1d ${folder}/outcomes;;
  'logs job/migrate-0.1.0') echo 'relation "run" is locked';;
  'rollout status') exit "$(cat ${folder}/rollout)";;
esac
`;

describe.skipIf(skipped !== undefined)('installing on Kubernetes', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'install-'));
    await writeFile(join(folder, 'kubectl'), kubectl(folder));
    await chmod(join(folder, 'kubectl'), 0o755);
    await writeFile(join(folder, 'rollout'), '0');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function install(outcomes: readonly string[], where = overlay) {
    await writeFile(join(folder, 'outcomes'), outcomes.map((line) => `${line}\n`).join(''));
    const env = {
      ...process.env,
      ORIGINAL_PATH: process.env.PATH,
      PATH: `${folder}:${process.env.PATH}`,
      POLL_SECONDS: '0.05',
    };
    const { status, stdout, stderr } = spawnSync('bash', [join(root, 'infra/k8s/install.sh'), where], {
      encoding: 'utf8',
      env,
      timeout: 60_000,
    });
    const calls = (await readFile(join(folder, 'calls'), 'utf8').catch(() => '')).trim().split('\n');
    const changes = calls.filter((call) => !call.startsWith('get '));
    return { status, stdout, stderr, changes };
  }

  const ground = `apply --kustomize ${overlay} --selector app.kubernetes.io/name notin (bot,runner)`;
  const everything = `apply --kustomize ${overlay}`;

  it('migrates, and only then starts the new version; Jobs of earlier versions go', async () => {
    const { status, changes } = await install(['', '', '', 'Complete']);
    expect(status).toBe(0);
    expect(changes).toEqual([
      ground,
      everything,
      'rollout status deployment/bot --timeout=15m',
      'rollout status deployment/runner --timeout=15m',
      'delete jobs --selector app.kubernetes.io/name=migrate --field-selector metadata.name!=migrate-0.1.0',
    ]);
  });

  it('stops at a migration that fails, says why, and leaves the version before at work', async () => {
    const { status, stdout, stderr, changes } = await install(['', '', 'Failed']);
    expect(status).toBe(1);
    expect(changes).toEqual([ground, 'logs job/migrate-0.1.0 --tail=20']);
    expect(stdout).toContain('relation "run" is locked');
    expect(stderr).toContain('migrate-0.1.0 failed; the version before goes on.');
  });

  it('starts a Job anew that failed before', async () => {
    const { status, changes } = await install(['Failed', '', 'Complete']);
    expect(status).toBe(0);
    expect(changes.slice(0, 3)).toEqual(['delete job migrate-0.1.0', ground, everything]);
  });

  it('fails when the new pods do not become ready', async () => {
    await writeFile(join(folder, 'rollout'), '1');
    const { status, changes } = await install(['Complete']);
    expect(status).toBe(1);
    expect(changes.at(-1)).toBe('rollout status deployment/bot --timeout=15m');
  });

  it('refuses a folder that is no overlay before it changes anything', async () => {
    const { status, changes } = await install(['Complete'], join(root, 'infra/k8s/components/monitoring'));
    expect(status).not.toBe(0);
    expect(changes.filter(Boolean)).toEqual([]);
  });
});

describe('building the images', () => {
  async function build(registry: string) {
    const folder = await mkdtemp(join(tmpdir(), 'build-'));
    try {
      for (const program of ['az', 'docker']) {
        await writeFile(join(folder, program), `#!/usr/bin/env bash\necho "${program} $*" >> ${folder}/calls\n`);
        await chmod(join(folder, program), 0o755);
      }
      const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, AZURE_SUBSCRIPTION_ID: 'SUB' };
      const { status } = spawnSync('bash', [join(root, 'infra/docker/build.sh'), registry, '0.2.0'], { env });
      const calls = (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');
      return { status, calls: calls.map((call) => call.replace(/REVISION=[0-9a-f]{40}\b/, 'REVISION=…')) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const file = (name: string) =>
    `--file infra/docker/${name}.Dockerfile --build-arg VERSION=0.2.0 --build-arg REVISION=…`;

  it('happens in a registry of Azure itself', async () => {
    expect(await build('reports.azurecr.io')).toEqual({
      status: 0,
      calls: ['bot', 'runner'].map(
        (name) => `az acr build --subscription SUB --registry reports --image repsys-${name}:0.2.0 ${file(name)} .`,
      ),
    });
  });

  it('happens with Docker for any other, which then gets them', async () => {
    expect(await build('localhost:32000')).toEqual({
      status: 0,
      calls: ['bot', 'runner'].flatMap((name) => [
        `docker build --tag localhost:32000/repsys-${name}:0.2.0 ${file(name)} .`,
        `docker push localhost:32000/repsys-${name}:0.2.0`,
      ]),
    });
  });
});

describe.skipIf(skipped !== undefined)('an overlay outside of the repository, made as the page says it', () => {
  it.each(overlays)('comes to the same as %s', async (overlay) => {
    const around = await mkdtemp(join(tmpdir(), 'overlay-'));
    try {
      const checkout = join(around, 'repsys');
      await cp(join(root, 'infra/k8s'), join(checkout, 'infra/k8s'), { recursive: true });
      const [, command = ''] =
        /(cp -R infra\/k8s\/overlays\/aks[\s\S]*?)OVERLAY=/.exec(read('infra/k8s/README.md')) ?? [];
      const { status, stderr } = spawnSync('bash', ['-ec', command.replace('overlays/aks', `overlays/${overlay}`)], {
        cwd: checkout,
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([0, '']);
      expect(renderFolder(join(around, 'overlay'))).toEqual(render(overlay));
    } finally {
      await rm(around, { recursive: true, force: true });
    }
  });
});

describe.skipIf(skipped !== undefined)('uninstalling, as the page says it', () => {
  it.each(overlays)('names every kind of the overlay %s, and finds it by its label', (overlay) => {
    const [, kinds = ''] = /^ {2}(deployment,[a-z,]+)$/m.exec(read('infra/k8s/README.md')) ?? [];
    const inside = render(overlay).filter(({ kind }) => kind !== 'Namespace');
    expect(inside.filter(({ kind }) => !kinds.split(',').includes(kind.toLowerCase()))).toEqual([]);
    expect(inside.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'] !== 'repsys')).toEqual([]);
  });
});
