// Addresses of Redis, and a client that comes back after its server was away.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectRedis, onProgress, parseRedisUrl, redisOptions } from '@repsys/core/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findServer, startRedis } from '../../../sandbox/src/world/redis.ts';
import { openGate } from '../../../test/kit/gate.ts';

/** Before the next try to connect. */
const longestPauseMs = 500;
const hasRedis = (await findServer()) !== undefined;

describe('an address of Redis', () => {
  it('names host, port, database and account', () => {
    expect(parseRedisUrl('redis://app:p%40ss@cache.internal:6390/2')).toEqual({
      host: 'cache.internal',
      port: 6390,
      db: 2,
      username: 'app',
      password: 'p@ss',
    });
  });

  it('asks for TLS with rediss', () => {
    expect(parseRedisUrl('rediss://cache.internal')).toMatchObject({
      port: 6379,
      tls: { servername: 'cache.internal' },
    });
  });

  it('names the sentinels and the primary they watch', () => {
    const options = parseRedisUrl('redis+sentinel://app:secret@one:26379,two:26380/mymaster');
    expect(options).toMatchObject({
      sentinels: [
        { host: 'one', port: 26379 },
        { host: 'two', port: 26380 },
      ],
      name: 'mymaster',
      role: 'master',
      username: 'app',
      password: 'secret',
    });
    expect(parseRedisUrl('rediss+sentinel://one/mymaster')).toMatchObject({ enableTLSForSentinelMode: true });
  });

  it('may be of the sixth version of the Internet Protocol', () => {
    expect(parseRedisUrl('redis://[::1]:6390')).toMatchObject({ host: '::1', port: 6390 });
    expect(parseRedisUrl('redis+sentinel://[::1]:6390,two/mymaster')).toMatchObject({
      sentinels: [
        { host: '::1', port: 6390 },
        { host: 'two', port: 26379 },
      ],
    });
  });

  it.each([
    'http://one',
    'redis',
    'redis://',
    'redis://one/two',
    'redis://%:x@one',
    'redis+sentinel://one:x/mymaster',
    'redis+sentinel://one,/mymaster',
    'redis+sentinel://one',
  ])('%s is refused', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(/REDIS_URL must be/);
  });

  it('is refused without repeating its password', () => {
    expect(() => parseRedisUrl('htp://app:s3cret@one')).toThrow(expect.not.stringContaining('s3cret'));
  });
});

describe('the settings of Redis', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'repsys-redis-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('give users to servers and sentinels, and whom to believe', async () => {
    const file = join(folder, 'ca.pem');
    await writeFile(file, 'believe me');
    const settings = {
      REDIS_URL: 'rediss+sentinel://else:other@one/mymaster',
      REDIS_USER: 'app',
      REDIS_PASSWORD: 'secret',
      REDIS_SENTINEL_USER: 'watcher',
      REDIS_SENTINEL_PASSWORD: 'password',
      REDIS_CA_FILE: file,
    };
    expect(redisOptions(settings)).toMatchObject({
      username: 'app',
      password: 'secret',
      sentinelUsername: 'watcher',
      sentinelPassword: 'password',
      tls: { ca: 'believe me' },
      sentinelTLS: { ca: 'believe me' },
    });
    const alone = redisOptions({ REDIS_URL: 'rediss://one', REDIS_CA_FILE: file });
    expect(alone).toMatchObject({ tls: { servername: 'one', ca: 'believe me' } });
  });

  it('with authorities that cannot be read are refused', () => {
    const settings = { REDIS_URL: 'rediss://one', REDIS_CA_FILE: join(folder, 'none.pem') };
    expect(() => redisOptions(settings)).toThrow(/REDIS_CA_FILE cannot be read/);
  });
});

describe('a connection to Redis', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'repsys-redis-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const start = (port?: number) => startRedis(folder, () => undefined, port === undefined ? {} : { port });
  const quietly = () => undefined;

  it('works again after the server was away, and closes for good when it is told to', async () => {
    const first = await start();
    const redis = connectRedis(first.url, 'command', quietly);
    await redis.set('bell', 'rings');
    await first.stop();
    await expect(redis.get('bell')).rejects.toThrow();
    const second = await start(first.port);
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await second.stop();
    expect(redis.status).toBe('end');
  });

  it('comes back when the library has ended it, and so does its duplicate', async () => {
    const server = await start();
    const redis = connectRedis(server.url, 'blocking', quietly);
    for (const open of [() => redis, () => redis.duplicate()]) {
      const client = open();
      const ended = new Promise((resolve) => client.once('end', resolve));
      // Told to connect again while it connects: that is how a failover ends a client.
      client.disconnect(true);
      await ended;
      expect(await client.ping().catch(({ message }: Error) => message)).toBe('Connection is closed.');
      await expect.poll(() => client.status, { timeout: 20_000 }).toBe('ready');
      expect(await client.ping()).toBe('PONG');
    }
    redis.disconnect();
    await server.stop();
  });

  it('that is closed between two tries ends, and gives up what waits', async () => {
    const server = await start();
    const redis = connectRedis(server.url, 'blocking', quietly);
    await redis.ping();
    await server.stop();
    await expect.poll(() => redis.status, { interval: 1 }).toBe('reconnecting');
    const waiting = redis.get('bell');
    const ended = new Promise((resolve) => redis.once('end', resolve));
    redis.disconnect();
    await expect(waiting).rejects.toThrow('Connection is closed.');
    await ended;
    expect(redis.status).toBe('end');
  });

  it('that is closed at the moment when it is back leaves nothing unanswered that would end the process', async () => {
    const unanswered: unknown[] = [];
    const note = (reason: unknown) => void unanswered.push(reason);
    process.on('unhandledRejection', note);
    const server = await start();
    const gate = await openGate(server.port);
    const redis = connectRedis(`redis://127.0.0.1:${gate.port}`, 'blocking', quietly);
    onProgress(redis, quietly);
    await expect.poll(() => redis.status, { timeout: 20_000 }).toBe('ready');
    const ended = new Promise((resolve) => redis.once('end', resolve));
    redis.once('ready', () => {
      gate.mute();
      redis.disconnect();
    });
    redis.disconnect(true);
    await ended;
    await gate.close();
    await server.stop();
    process.off('unhandledRejection', note);
    expect(unanswered).toEqual([]);
  });

  it.skipIf(!hasRedis)('takes its duplicates with it, also one that waits for the server to say goodbye', async () => {
    const first = await start();
    const redis = connectRedis(first.url, 'blocking', quietly);
    const duplicate = redis.duplicate();
    expect(await duplicate.ping()).toBe('PONG');
    await first.stop();
    await expect.poll(() => duplicate.status).toBe('reconnecting');
    void duplicate.quit().catch(quietly);
    redis.disconnect();
    const second = await start(first.port);
    await delay(longestPauseMs * 2);
    const probe = connectRedis(second.url, 'command', quietly);
    expect(
      String(await probe.client('LIST'))
        .trim()
        .split('\n'),
    ).toHaveLength(1);
    probe.disconnect();
    await second.stop();
  });

  it.skipIf(!hasRedis)('that only listens notices a server that hangs, and hears again', async () => {
    const server = await start();
    const pid = Number(await readFile(join(folder, 'redis.pid'), 'utf8'));
    const redis = connectRedis(server.url, 'blocking', quietly);
    const heard: string[] = [];
    redis.on('message', (_channel, text) => heard.push(text));
    redis.on('ready', () => redis.subscribe('news').catch(quietly));
    await expect.poll(() => redis.status, { timeout: 30_000 }).toBe('ready');
    process.kill(pid, 'SIGSTOP');
    await expect.poll(() => redis.status, { timeout: 30_000 }).not.toBe('ready');
    process.kill(pid, 'SIGCONT');
    const speaker = connectRedis(server.url, 'command', quietly);
    const hears = async () => (await speaker.publish('news', 'good')) === 1 && heard.includes('good');
    await expect.poll(hears, { timeout: 30_000 }).toBe(true);
    for (const each of [redis, speaker]) each.disconnect();
    await server.stop();
  });
});
