// Redis as infra/k8s starts it: its own scripts, configuration and users with a real redis-server, two nodes and a sentinel over TLS.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
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

/** What the Secret holds; a pod gets it at its start. */
let passwords = {
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
/** The pods by their addresses. */
const pods = new Map<string, Child>();

beforeAll(async () => {
  if (!hasRedis) return;
  folder = mkdtempSync(join(tmpdir(), 'repsys-cluster-'));
  writeFileSync(join(folder, 'ca.crt'), await renewCertificate());
  [port, sentinelPort] = [String(await freePort()), String(await freePort())];
  await start(nodes[0], 'redis.sh');
  await start(nodes[1], 'redis.sh');
  await start(sentinel, 'sentinel.sh');
});
afterAll(async () => {
  for (const pod of pods.values()) await pod.stop('SIGKILL', 1_000);
  if (hasRedis) rmSync(folder, { recursive: true, force: true });
});

/** What a pod finds in its environment; its number is the last one of its address. */
function environment(self: string): Readonly<Record<string, string>> {
  const [files, data, run] = ['files', 'data', 'run'].map((name) => join(folder, self, name)) as [
    string,
    string,
    string,
  ];
  return {
    ...passwords,
    POD_NAME: `pod-${self.at(-1)}`,
    FILES: files,
    TLS_FOLDER: folder,
    DATA: data,
    RUN: run,
    SELF: self,
    ADDRESS: self,
    FIRST: nodes[0],
    SENTINELS: `127.0.0.29 ${sentinel}`,
    QUORUM: '1',
    PORT: self === sentinel ? sentinelPort : port,
    REDIS_PORT: port,
    SENTINEL_PORT: sentinelPort,
  };
}

/** Starts a script as its pod would, on an address of its own, and waits until its own probe says that it is ready. */
async function start(self: string, script: string): Promise<void> {
  const env = environment(self);
  const { FILES: files = '', DATA: data = '', RUN: run = '' } = env;
  await pods.get(self)?.stop('SIGKILL', 1_000);
  for (const each of [data, run]) mkdirSync(each, { recursive: true });
  cpSync(parts, files, { recursive: true });
  for (const name of ['redis.conf', 'sentinel.conf']) appendFileSync(join(files, name), `bind ${self}\n`);
  const said: string[] = [];
  pods.set(
    self,
    await startChild(self, { command: 'sh', args: [join(files, script)], env, line: (text) => said.push(text) }),
  );
  await until(
    () => isContent(self, 'ping.sh'),
    () => said.slice(-10).join('\n'),
  );
}

/** Whether a probe of a pod is content. */
const isContent = (self: string, probe: string) =>
  spawnSync('sh', [join(parts, probe)], { env: { ...process.env, ...environment(self) } }).status === 0;

/** Puts another certificate where the servers find theirs, and returns it. */
async function renewCertificate(): Promise<string> {
  const { key, certificate } = await makeCertificate();
  writeFileSync(join(folder, 'tls.key'), key);
  writeFileSync(join(folder, 'tls.crt'), certificate);
  return certificate;
}

const minutesAgo = (minutes: number) => utimesSync(join(folder, 'tls.crt'), 0, Date.now() / 1_000 - minutes * 60);

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
const named = () => app(sentinel, 'sentinel', 'get-master-addr-by-name', 'reports');
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
    await pods.get(nodes[0])?.stop('SIGKILL', 1_000);
    ask(sentinel, 'sentinels', passwords.SENTINELS_PASSWORD, 'sentinel', 'failover', 'reports');
    await until(() => named() === `${nodes[1]}\n${port}`, named);
    await start(nodes[0], 'redis.sh');
    expect(readFileSync(join(folder, nodes[0], 'run/redis.conf'), 'utf8')).toContain(`replicaof ${nodes[1]} ${port}`);
    await until(
      () => /master_link_status:up/.test(app(nodes[0], 'info', 'replication')),
      () => app(nodes[0], 'info', 'replication'),
    );
  });

  it('takes other passwords, the sentinels first, then server after server', async () => {
    const old = passwords;
    passwords = {
      REDIS_PASSWORD: 'apps2',
      KEDA_PASSWORD: 'counts2',
      REPLICA_PASSWORD: 'copies2',
      SENTINEL_PASSWORD: 'watches2',
      SENTINELS_PASSWORD: 'agree2',
    };
    const learned = () => readFileSync(join(folder, sentinel, 'data/sentinel.conf'), 'utf8').match(/myid \w+/)?.[0];
    const before = learned();
    await start(sentinel, 'sentinel.sh');
    expect([before, learned()]).toEqual([expect.stringMatching(/myid \w{40}/), before]);
    expect(named()).toBe(`${nodes[1]}\n${port}`);
    await start(nodes[0], 'redis.sh');
    // Whom the sentinels cannot sign in to counts as dead for them, so the first server with the new passwords takes over.
    await until(() => named() === `${nodes[0]}\n${port}`, named);
    await start(nodes[1], 'redis.sh');
    await until(
      () => /connected_slaves:1/.test(app(nodes[0], 'info', 'replication')),
      () => app(nodes[0], 'info', 'replication'),
    );
    expect(app(nodes[0], 'set', 'repsys:word', 'new')).toBe('OK');
    for (const node of [...nodes, sentinel]) {
      expect(ask(node, 'repsys', old.REDIS_PASSWORD, 'ping'), node).toMatch(/WRONGPASS|NOAUTH/);
      expect(ask(node, 'keda', old.KEDA_PASSWORD, 'ping'), node).toMatch(/WRONGPASS|NOAUTH/);
      expect(keda(node, 'ping'), node).toBe('PONG');
    }
  });

  it('takes a renewed certificate: the pods are told to start anew, one after the other', async () => {
    const [first, second] = nodes;
    const renewed = await renewCertificate();
    minutesAgo(15);
    expect(nodes.map((node) => isContent(node, 'ping.sh'))).toEqual([true, true]);
    expect([first, second, sentinel].map((node) => isContent(node, 'alive.sh'))).toEqual([false, true, true]);
    minutesAgo(25);
    expect([first, second, sentinel].map((node) => isContent(node, 'alive.sh'))).toEqual([false, false, true]);
    // Here a certificate is its own authority, so whoever believes the new one tells the servers that have it.
    writeFileSync(join(folder, 'ca.crt'), renewed);
    expect([first, second].map((node) => isContent(node, 'ping.sh'))).toEqual([false, false]);
    await start(first, 'redis.sh');
    expect([first, second].map((node) => isContent(node, 'ping.sh'))).toEqual([true, false]);
    expect(isContent(first, 'alive.sh')).toBe(true);
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
