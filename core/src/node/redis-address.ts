// Where Redis is and how to sign in: the settings, and what they mean to the client.
import { readFileSync } from 'node:fs';
import { AppError } from '@repsys/core';
import type { RedisOptions } from 'ioredis';
import { z } from 'zod';

const forms = 'redis://host:port, rediss://host:port or redis+sentinel://host:port,host:port/name';

/** The settings of Redis, the same for every process. User and password may stand in REDIS_URL instead. */
export const redisShape = {
  REDIS_URL: z.string().refine(isRedisUrl, `must be ${forms}`),
  REDIS_USER: z.string().optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_SENTINEL_USER: z.string().optional(),
  REDIS_SENTINEL_PASSWORD: z.string().optional(),
  REDIS_CA_FILE: z.string().optional(),
};

export type RedisSettings = Readonly<z.infer<z.ZodObject<typeof redisShape>>>;

/** What the settings say, as options of the client. Throws CONFIG_INVALID; the message holds no secret. */
export function redisOptions(settings: RedisSettings): RedisOptions {
  const { REDIS_USER, REDIS_PASSWORD, REDIS_SENTINEL_USER, REDIS_SENTINEL_PASSWORD, REDIS_CA_FILE } = settings;
  const { tls, sentinelTLS, ...address } = parseRedisUrl(settings.REDIS_URL);
  const trust = REDIS_CA_FILE === undefined ? {} : { ca: readAuthorities(REDIS_CA_FILE) };
  return {
    ...address,
    ...(tls && { tls: { ...tls, ...trust } }),
    ...(sentinelTLS && { sentinelTLS: { ...sentinelTLS, ...trust } }),
    ...(REDIS_USER !== undefined && { username: REDIS_USER }),
    ...(REDIS_PASSWORD !== undefined && { password: REDIS_PASSWORD }),
    ...(REDIS_SENTINEL_USER !== undefined && { sentinelUsername: REDIS_SENTINEL_USER }),
    ...(REDIS_SENTINEL_PASSWORD !== undefined && { sentinelPassword: REDIS_SENTINEL_PASSWORD }),
  };
}

function readAuthorities(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('CONFIG_INVALID', 'REDIS_CA_FILE cannot be read.', { cause });
  }
}

function isRedisUrl(url: string): boolean {
  try {
    return parseRedisUrl(url) !== undefined;
  } catch {
    return false;
  }
}

const sentinelForm = /^(rediss?)\+sentinel:\/\/(?:([^:@/]*):([^@/]*)@)?([^@/]+)\/([^/?]+)$/;

/** The connection part of a Redis address. Throws CONFIG_INVALID; the message holds no secret. */
export function parseRedisUrl(url: string): RedisOptions {
  const sentinel = sentinelForm.exec(url);
  if (sentinel) return sentinelOptions(sentinel);
  if (!URL.canParse(url)) throw invalid();
  const { protocol, hostname, port, pathname, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if ((protocol !== 'redis:' && protocol !== 'rediss:') || !host || !/^\/?\d*$/.test(pathname)) throw invalid();
  return {
    host,
    port: Number(port || 6379),
    db: Number(pathname.slice(1) || 0),
    ...credentials(username, password),
    ...(protocol === 'rediss:' && { tls: { servername: host } }),
  };
}

function invalid(): AppError {
  return new AppError('CONFIG_INVALID', `REDIS_URL must be ${forms}.`);
}

function credentials(username: string, password: string): RedisOptions {
  try {
    return {
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
    };
  } catch {
    throw invalid();
  }
}

function sentinelOptions([
  ,
  scheme,
  username = '',
  password = '',
  hosts = '',
  name = '',
]: RegExpExecArray): RedisOptions {
  const sentinels = hosts.split(',').map(sentinelAddress);
  const tls = scheme === 'rediss' && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true };
  return { sentinels, name, role: 'master', ...credentials(username, password), ...tls };
}

const hostAndPort = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/;

function sentinelAddress(text: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, port = '26379'] = hostAndPort.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw invalid();
  return { host, port: Number(port) };
}
