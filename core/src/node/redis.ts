// Redis connections: plain, TLS or Sentinel, that never stay dead.
import { AppError } from '@repsys/core';
import { Redis, type RedisOptions } from 'ioredis';

/** `command`: answers quickly or fails. `blocking`: may wait for ever (workers, subscriptions). */
export type RedisPurpose = 'command' | 'blocking';

const pause = (attempt: number): number => Math.min(attempt * 50, 500);

const common: RedisOptions = {
  connectTimeout: 2_000,
  enableOfflineQueue: true,
  retryStrategy: pause,
  sentinelRetryStrategy: pause,
  // After a failover the old primary answers READONLY: reconnect and send the command again.
  reconnectOnError: (error) => (/READONLY|MASTERDOWN|LOADING/.test(error.message) ? 2 : false),
};

const byPurpose: Readonly<Record<RedisPurpose, RedisOptions>> = {
  command: { maxRetriesPerRequest: 3, commandTimeout: 5_000, socketTimeout: 3_000 },
  blocking: { maxRetriesPerRequest: null },
};

/** Opens a connection for `redis://`, `rediss://` or `redis+sentinel://host:port,host:port/name`. Throws CONFIG_INVALID. */
export function connectRedis(url: string, purpose: RedisPurpose, onTrouble: (error: Error) => void): Redis {
  const redis = new Redis({ ...common, ...byPurpose[purpose], ...parseRedisUrl(url) });
  let closing = false;
  const quit = redis.disconnect.bind(redis);
  redis.disconnect = (reconnect?: boolean) => {
    closing = reconnect !== true;
    quit(reconnect);
  };
  redis.on('error', onTrouble);
  // A failover in mid-reconnect can end a client for good; this brings it back.
  redis.on('end', () => {
    if (!closing) setTimeout(() => redis.connect().catch(onTrouble), 200).unref();
  });
  return redis;
}

const sentinelForm = /^(rediss?)\+sentinel:\/\/(?:([^:@/]*):([^@/]*)@)?([^/]+)\/([^/?]+)$/;

/** The connection part of a Redis address. Throws CONFIG_INVALID; the message holds no secret. */
export function parseRedisUrl(url: string): RedisOptions {
  const sentinel = sentinelForm.exec(url);
  if (sentinel) return sentinelOptions(sentinel);
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw invalid();
  }
  if (parsed.protocol !== 'redis:' && parsed.protocol !== 'rediss:') throw invalid();
  return {
    host: parsed.hostname,
    port: Number(parsed.port || 6379),
    db: Number(parsed.pathname.slice(1) || 0),
    ...credentials(parsed.username, parsed.password),
    ...(parsed.protocol === 'rediss:' && { tls: { servername: parsed.hostname } }),
  };
}

function invalid(): AppError {
  return new AppError(
    'CONFIG_INVALID',
    'REDIS_URL must be redis://host:port, rediss://host:port or redis+sentinel://host:port,host:port/name.',
  );
}

function credentials(username: string, password: string): RedisOptions {
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  };
}

function sentinelOptions([
  ,
  scheme,
  username = '',
  password = '',
  hosts = '',
  name = '',
]: RegExpExecArray): RedisOptions {
  const sentinels = hosts.split(',').map((host) => {
    const [address = '', port = '26379'] = host.split(':');
    if (!address || !/^\d+$/.test(port)) throw invalid();
    return { host: address, port: Number(port) };
  });
  const tls = scheme === 'rediss' && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true };
  return { sentinels, name, role: 'master', ...credentials(username, password), ...tls };
}
