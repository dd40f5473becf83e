// The images' own steps, carried out in clean folders: what comes out starts as another user on a tree that it cannot write to,
// does its work, and ends when it is asked to.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../sandbox/src/microsoft/certificate.ts';
import type { Child } from '../../sandbox/src/world/child.ts';
import { freePort } from '../../sandbox/src/world/free-port.ts';
import { root } from '../house/tree.ts';
import { createDatabase } from '../kit/database.ts';
import { openWorld, type TestWorld } from '../kit/world.ts';
import { buildImage, type Image, isHealthy, openFolder, type Scratch, startImage } from './image.ts';

const canBuild = process.platform === 'linux' && spawnSync('npm', ['--version']).status === 0;
if (!canBuild) process.stdout.write('the steps of the images need Linux and npm: not carried out here\n');

const folder = canBuild ? openFolder() : '';
let world: TestWorld;
const children: Child[] = [];

beforeAll(async () => {
  if (canBuild) world = await openWorld();
});
afterAll(async () => {
  for (const child of children) await child.stop('SIGKILL', 1_000);
  await world?.close();
  if (canBuild) rmSync(folder, { recursive: true, force: true });
});

/** A folder of the process's own, the only place where it may write. */
function scratchFor(name: string, { user }: Image, env: Readonly<Record<string, string>>): Scratch {
  const scratch = join(folder, `tmp-${name}`);
  mkdirSync(scratch);
  if (process.getuid?.() === 0) chownSync(scratch, user, user);
  return { scratch, env: { LOG_LEVEL: 'info', ...env } };
}

/** A file that the process may read, as a Secret or a ConfigMap would be mounted. */
function mounted(name: string, write: (path: string) => void): string {
  const path = join(folder, name);
  write(path);
  chmodSync(path, 0o644);
  return path;
}

async function start(image: Image, scratch: Scratch, command?: readonly string[]) {
  const lines: string[] = [];
  const child = await startImage(image, scratch, (text) => lines.push(text), command);
  children.push(child);
  return { child, lines };
}

/** Waits for what must come about, as long as the process lives. */
async function until(holds: () => Promise<boolean> | boolean, { child, lines }: Awaited<ReturnType<typeof start>>) {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (await holds()) return;
    if (child.process.exitCode !== null) break;
    await delay(100);
  }
  expect.fail(`It did not come about:\n${lines.slice(-20).join('\n')}`);
}

const answers = async (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

/** Whatever a process of the image could change in its tree. */
const writable = ({ folder: tree }: Image): string =>
  spawnSync('find', [tree, '!', '-type', 'l', '-perm', '/o+w'], { encoding: 'utf8' }).stdout;

const installed = ({ cwd }: Image, name: string): boolean => existsSync(join(cwd, 'node_modules', name));

describe.skipIf(!canBuild)('the image of the bot', () => {
  let image: Image;
  beforeAll(async () => {
    image = await buildImage('infra/docker/bot.Dockerfile', join(folder, 'bot'), ['tab']);
  }, 300_000);

  it('holds its packages and the built tab, nothing of the workshop and nothing that only developers use', () => {
    expect(readFileSync(join(image.cwd, 'tabs/dist/index.html'), 'utf8')).toContain('/tab/assets/');
    expect(installed(image, 'restify') && installed(image, 'tsx')).toBe(true);
    expect(['vitest', 'vite', 'typescript', 'soap', 'react'].filter((name) => installed(image, name))).toEqual([]);
    expect(existsSync(join(image.cwd, 'runner')) || existsSync(join(image.cwd, 'bot/src/api/testing'))).toBe(false);
    expect(writable(image)).toBe('');
  });

  it('lists what is inside, neither more nor less', () => {
    const bill = JSON.parse(readFileSync(join(image.folder, billOf(image)), 'utf8')) as Bill;
    const found = spawnSync('find', ['.', '-name', 'package.json', '-printf', '%P\n'], {
      cwd: image.cwd,
      encoding: 'utf8',
    });
    const there = found.stdout.split('\n').flatMap((path) => packageFile.exec(path)?.[1] ?? []);
    expect(there.length).toBeGreaterThan(200);
    expect(bill.components.map((each) => each['bom-ref']).sort()).toEqual(there.sort());
  });

  it('starts in production, says that it is well, serves the tab, and ends with 0 when asked to', async () => {
    const port = await freePort();
    const scratch = scratchFor('bot', image, {
      DATABASE_URL: world.databaseUrl,
      REDIS_URL: world.redis.url,
      BOT_PORT: String(port),
      BOT_ID: '99999999-9999-4999-8999-999999999999',
      BOT_TENANT_ID: '88888888-8888-4888-8888-888888888888',
      BOT_PASSWORD: 'not a real one',
      BOT_ACCESS_FILE: mounted('access.json', (path) => copyFileSync(join(root, 'docs/examples/access.json'), path)),
    });
    const bot = await start(image, scratch);
    expect(isHealthy(image, scratch)).toBe(false);
    await until(() => answers(`http://127.0.0.1:${port}/health/live`), bot);
    expect(isHealthy(image, scratch)).toBe(true);
    expect(await (await fetch(`http://127.0.0.1:${port}/tab/`)).text()).toContain('/tab/assets/');
    // Nobody is let in by the mere start: an activity without a token of Teams is refused.
    expect((await fetch(`http://127.0.0.1:${port}/api/messages`, unsigned)).status).toBe(401);
    bot.child.process.kill('SIGTERM');
    expect(await bot.child.exited).toBe(0);
  });
});

const unsigned = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    type: 'message',
    id: '1',
    text: 'help',
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    from: { id: '29:1' },
    recipient: { id: '28:1' },
    conversation: { id: 'a:1' },
  }),
};

type Bill = { readonly components: readonly { readonly 'bom-ref': string; readonly name: string }[] };
/** Packages stand in node_modules, one in another; what looks like one inside their own tests is none. */
const packageFile = /^((?:core\/|bot\/)?(?:node_modules\/(?:@[^/]+\/)?[^/]+\/?)+)\/package\.json$/;
const billOf = ({ labels }: Image): string => /sbom\.cyclonedx="([^"]+)"/.exec(labels)?.[1] ?? '';

describe.skipIf(!canBuild)('the image of the runner', () => {
  let image: Image;
  beforeAll(async () => {
    image = await buildImage('infra/docker/runner.Dockerfile', join(folder, 'runner'));
  }, 300_000);

  it('holds its packages, and nothing of the door or of tests', () => {
    expect(installed(image, 'soap') && installed(image, 'tsx')).toBe(true);
    expect(['botbuilder', 'restify', 'vitest', 'react'].filter((name) => installed(image, name))).toEqual([]);
    expect(existsSync(join(image.cwd, 'runner/src/reports/trial-balance/rules'))).toBe(false);
    expect(writable(image)).toBe('');
  });

  it('brings an empty database up to date, and does nothing the second time', async () => {
    const { url, drop } = await createDatabase();
    try {
      for (const [name, applied] of [
        ['first', /"001_record\.sql"/],
        ['second', /"applied":\[\]/],
      ] as const) {
        const scratch = scratchFor(`migrate-${name}`, image, { DATABASE_URL: url });
        const job = await start(image, scratch, ['node', '--import', 'tsx', 'runner/src/migrate.ts']);
        expect(await job.child.exited, job.lines.join('\n')).toBe(0);
        expect(job.lines.join('\n')).toMatch(applied);
      }
    } finally {
      await drop();
    }
  });

  it('makes a trial balance in production, and ends with 0 when asked to', async () => {
    const plex = await openTls(Number(new URL(world.plex.url).port));
    const { REPSYS_TODAY: _, REPSYS_DEVELOPMENT_SECRET: __, RUNNER_FOLDER: ___, ...settings } = world.environment();
    const scratch = scratchFor('runner', image, {
      ...settings,
      PLEX_URL: world.plex.url.replace(/^http:\/\/[^/]+/, `https://localhost:${plex.port}`),
      RUNNER_HTTP_PORT: String(await freePort()),
      NODE_EXTRA_CA_CERTS: mounted('plex.pem', (path) => writeFileSync(path, plex.certificate)),
    });
    const runner = await start(image, {
      ...scratch,
      env: { ...scratch.env, RUNNER_FOLDER: join(scratch.scratch, 'w') },
    });
    await until(() => isHealthy(image, scratch), runner);
    const run = await world.ask({ from: 202403 });
    const { status, failure } = await world.ended(run);
    expect({ status, failure }, runner.lines.slice(-5).join('\n')).toMatchObject({ status: 'succeeded' });
    runner.child.process.kill('SIGTERM');
    expect(await runner.child.exited).toBe(0);
    await plex.close();
  });
});

/** TLS in front of a server of this machine: production speaks to Plex over https only. */
async function openTls(port: number) {
  const { key, certificate } = await makeCertificate();
  const server = createServer({ key, cert: certificate }, (inner) => {
    const outer = connect(port, '127.0.0.1');
    for (const socket of [inner, outer]) socket.on('error', () => undefined);
    inner.pipe(outer).pipe(inner);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => new Promise((resolve) => server.close(resolve));
  return { port: (server.address() as AddressInfo).port, certificate, close };
}
