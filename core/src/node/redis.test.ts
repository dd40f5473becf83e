// Addresses of Redis, and a client that comes back after its server was away.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis, parseRedisUrl } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { startRedis } from '../../../sandbox/src/world/redis.ts';

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

  it.each(['http://one', 'redis', 'redis+sentinel://one:x/mymaster', 'redis+sentinel://one'])(
    '%s is refused',
    (url) => {
      expect(() => parseRedisUrl(url)).toThrow(/REDIS_URL must be/);
    },
  );

  it('is refused without repeating its password', () => {
    expect(() => parseRedisUrl('htp://app:s3cret@one')).toThrow(expect.not.stringContaining('s3cret'));
  });
});

describe('a connection to Redis', () => {
  it('works again after the server was away, and closes for good when it is told to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'repsys-redis-'));
    const first = await startRedis(folder, () => undefined);
    const redis = connectRedis(first.url, 'command', () => undefined);
    await redis.set('bell', 'rings');
    await first.stop();
    await expect(redis.get('bell')).rejects.toThrow();
    const second = await startRedis(folder, () => undefined, { port: first.port });
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await second.stop();
    expect(redis.status).toBe('end');
    await rm(folder, { recursive: true, force: true });
  });
});
