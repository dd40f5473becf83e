// `npm test`: finds or installs what the tests need, then runs them. What is missing is said in one line with the command to type.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findServer } from '../sandbox/src/world/redis.ts';
import { findChromium } from './kit/chromium.ts';
import { findNginx } from './kit/nginx.ts';

type Need = {
  readonly name: string;
  readonly packages: readonly string[];
  readonly without: string;
  found(): Promise<boolean>;
};

const onPath = (program: string): boolean =>
  spawnSync(process.platform === 'win32' ? 'where' : 'which', [program]).status === 0;

const needs: readonly Need[] = [
  {
    name: 'redis-server',
    packages: ['redis-server'],
    without: 'tests use the pure-JavaScript stand-in; those that need the real one are skipped',
    found: async () => (await findServer()) !== undefined,
  },
  {
    name: 'LibreOffice',
    packages: ['libreoffice-calc'],
    without: 'tests that reopen workbooks in LibreOffice are skipped',
    found: async () => onPath('soffice'),
  },
  {
    name: 'Chromium',
    packages: ['chromium'],
    without: 'tests in the browser are skipped',
    found: async () => findChromium() !== undefined,
  },
  {
    name: 'nginx',
    packages: ['nginx-light'],
    without: 'that nobody gets in through a proxy is not tried with a real one',
    found: async () => findNginx() !== undefined,
  },
  {
    name: 'promtool',
    packages: ['prometheus'],
    without: 'metrics and alert rules are not judged by Prometheus itself',
    found: async () => onPath('promtool'),
  },
];

async function provide(): Promise<void> {
  const missing: Need[] = [];
  for (const need of needs) if (!(await need.found())) missing.push(need);
  if (missing.length === 0) return;
  const packages = missing.flatMap((need) => need.packages);
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (mayInstall) {
    process.stdout.write(`installing ${packages.join(', ')} …\n`);
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('sh', ['-c', `apt-get update -qq && ${command} -qq -o DPkg::Lock::Timeout=600 >/dev/null`], {
      stdio: 'inherit',
      env: environment,
    });
  }
  for (const need of missing) {
    if (!(await need.found()))
      process.stdout.write(`${need.name} is not here: ${need.without}. To have it: sudo ${command}\n`);
  }
}

await provide();
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
