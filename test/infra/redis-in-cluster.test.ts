// Redis as infra/k8s starts it: its own scripts, configuration and users with a real redis-server, two nodes and a sentinel over TLS.
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../sandbox/src/microsoft/certificate.ts';
import { type Child, startChild } from '../../sandbox/src/world/child.ts';
import { freePort } from '../../sandbox/src/world/free-port.ts';
import { read, root } from '../house/tree.ts';

const parts = join(root, 'infra/k8s/components/redis');
const hasRedis =
  process.platform === 'linux' &&
  ['redis-server', 'redis-cli'].every((name) => spawnSync('which', [name]).status === 0);
if (!hasRedis)
  process.stdout.write('redis-server is not installed: the scripts of infra/k8s/components/redis are not run\n');

const passwords = {
  REDIS_PASSWORD: 'apps',
  KEDA_PASSWORD: 'counts',
  REPLICA_PASSWORD: 'copies',
  SENTINEL_PASSWORD: 'watches',
  SENTINELS_PASSWORD: 'agree',
};
/** Each pod has an address of its own; here they are those of loopback. */
const nodes = ['127.0.0.21', '127.0.0.22'] as const;
const sentinel = '127.0.0.23';

let folder: string;
let port: string;
let sentinelPort: string;
const children: Child[] = [];

beforeAll(async () => {
  if (!hasRedis) return;
  folder = mkdtempSync(join(tmpdir(), 'repsys-cluster-'));
  const { key, certificate } = await makeCertificate();
  writeFileSync(join(folder, 'tls.key'), key);
  for (const name of ['tls.crt', 'ca.crt']) writeFileSync(join(folder, name), certificate);
  [port, sentinelPort] = [String(await freePort()), String(await freePort())];
  await start(nodes[0], 'redis.sh');
  await start(nodes[1], 'redis.sh');
  await start(sentinel, 'sentinel.sh');
});
afterAll(async () => {
  for (const child of children.reverse()) await child.stop('SIGKILL', 1_000);
  if (hasRedis) rmSync(folder, { recursive: true, force: true });
});

/** Starts a script as its pod would, on an address of its own, and waits until its own probe says that it is ready. */
async function start(self: string, script: string): Promise<Child> {
  const [files, data, run] = ['files', 'data', 'run'].map((name) => join(folder, self, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [data, run]) mkdirSync(each, { recursive: true });
  cpSync(parts, files, { recursive: true });
  for (const name of ['redis.conf', 'sentinel.conf']) appendFileSync(join(files, name), `bind ${self}\n`);
  const env = {
    ...passwords,
    FILES: files,
    TLS_FOLDER: folder,
    DATA: data,
    RUN: run,
    SELF: self,
    ADDRESS: self,
    FIRST: nodes[0],
    SENTINELS: `127.0.0.29 ${sentinel}`,
    QUORUM: '1',
    PORT: script === 'redis.sh' ? port : sentinelPort,
    REDIS_PORT: port,
    SENTINEL_PORT: sentinelPort,
  };
  const said: string[] = [];
  const child = await startChild(self, {
    command: 'sh',
    args: [join(files, script)],
    env,
    line: (text) => said.push(text),
  });
  children.push(child);
  const isReady = () => spawnSync('sh', [join(files, 'ping.sh')], { env: { ...process.env, ...env } }).status === 0;
  await until(isReady, () => said.slice(-10).join('\n'));
  return child;
}

async function until(holds: () => boolean, tell: () => string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (holds()) return;
    await delay(100);
  }
  expect.fail(tell());
}

/** Asks a server as one of its users. */
function ask(host: string, user: string, password: string, ...words: readonly string[]): string {
  const at = ['-h', host, '-p', host === sentinel ? sentinelPort : port, '--tls', '--cacert', join(folder, 'ca.crt')];
  const { stdout, stderr } = spawnSync('redis-cli', [...at, '--user', user, ...words], {
    encoding: 'utf8',
    env: { ...process.env, REDISCLI_AUTH: password },
  });
  return (stdout + stderr).trim();
}

const app = (host: string, ...words: readonly string[]) => ask(host, 'repsys', passwords.REDIS_PASSWORD, ...words);
const keda = (host: string, ...words: readonly string[]) => ask(host, 'keda', passwords.KEDA_PASSWORD, ...words);

describe.skipIf(!hasRedis)('Redis in the cluster', () => {
  it('copies from the first node, and the sentinel knows both', async () => {
    await until(
      () => /master_link_status:up/.test(app(nodes[1], 'info', 'replication')),
      () => app(nodes[1], 'info', 'replication'),
    );
    expect(app(nodes[0], 'info', 'replication')).toMatch(/role:master[\s\S]*connected_slaves:1/);
    expect(app(sentinel, 'sentinel', 'get-master-addr-by-name', 'reports')).toBe(`${nodes[0]}\n${port}`);
    expect(app(nodes[0], 'set', 'repsys:word', 'kept')).toBe('OK');
    await until(
      () => app(nodes[1], 'get', 'repsys:word') === 'kept',
      () => 'the replica has no copy',
    );
  });

  it('lets nobody in without a name, and nobody further than they must', () => {
    expect(ask(nodes[0], 'default', 'anything', 'ping')).toMatch(/WRONGPASS|NOAUTH/);
    expect(ask(nodes[0], 'repsys', 'guessed', 'ping')).toMatch(/WRONGPASS|NOAUTH/);
    expect(app(nodes[0], 'get', 'others:word')).toMatch(/NOPERM/);
    expect(app(nodes[0], 'flushall')).toMatch(/NOPERM/);
    expect(app(nodes[0], 'config', 'get', 'requirepass')).toMatch(/NOPERM/);
    expect(app(sentinel, 'sentinel', 'failover', 'reports')).toMatch(/NOPERM/);
  });

  it('lets KEDA count the two lists, with a script that asks what they are, and nothing else', () => {
    app(nodes[0], 'lpush', 'repsys:runs:wait', '1', '2', '3');
    const count = "local kind = redis.call('type', KEYS[1]).ok return redis.call('llen', KEYS[1])";
    expect(keda(nodes[0], 'eval', count, '1', 'repsys:runs:wait')).toBe('3');
    expect(keda(nodes[0], 'eval', count, '1', 'repsys:runs:active')).toBe('0');
    expect(keda(nodes[0], 'lpop', 'repsys:runs:wait')).toMatch(/NOPERM/);
    expect(keda(nodes[0], 'eval', count, '1', 'repsys:mutex:1')).toMatch(/NOPERM/);
    expect(keda(sentinel, 'sentinel', 'get-master-addr-by-name', 'reports')).toContain(nodes[0]);
  });

  it('comes back as a copy of whoever is the primary by then', async () => {
    await until(
      () =>
        /num-slaves\n1/.test(ask(sentinel, 'sentinels', passwords.SENTINELS_PASSWORD, 'sentinel', 'master', 'reports')),
      () => 'the sentinel does not know the replica',
    );
    const [first] = children;
    await first?.stop('SIGKILL', 1_000);
    const named = () => app(sentinel, 'sentinel', 'get-master-addr-by-name', 'reports');
    ask(sentinel, 'sentinels', passwords.SENTINELS_PASSWORD, 'sentinel', 'failover', 'reports');
    await until(() => named() === `${nodes[1]}\n${port}`, named);
    await start(nodes[0], 'redis.sh');
    expect(readFileSync(join(folder, nodes[0], 'run/redis.conf'), 'utf8')).toContain(`replicaof ${nodes[1]} ${port}`);
    await until(
      () => /master_link_status:up/.test(app(nodes[0], 'info', 'replication')),
      () => app(nodes[0], 'info', 'replication'),
    );
  });

  it('has the users that docs/operate.md gives', () => {
    const page = read('docs/operate.md');
    const documented = [...page.matchAll(/^user (repsys|replica|sentinel|sentinels) on .*$/gm)].map(([line]) =>
      line.replace(/>([A-Z])/, '>$$$1'),
    );
    const scripts = read('infra/k8s/components/redis/redis.sh') + read('infra/k8s/components/redis/sentinel.sh');
    expect(documented).toHaveLength(5);
    expect(documented.filter((line) => !scripts.includes(line))).toEqual([]);
  });
});
