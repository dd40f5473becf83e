// Signs of life over Redis: that runners are there, and that the queue moves. Losing them does no harm; they are given again.
import type { Redis } from 'ioredis';
import { redisKey } from './redis-keys.ts';

const presenceMs = 30_000;
const canaryMs = 600_000;
const runnersKey = redisKey('runners', 'seen');
const canaryKey = redisKey('canary', 'seen');

/** A runner says that it is there. */
export async function sayPresent(redis: Redis): Promise<void> {
  await redis.set(runnersKey, Date.now(), 'PX', presenceMs);
}

/** When a runner last said that it is there, ms since the epoch; null when none did lately. */
export async function runnersSeenAt(redis: Redis): Promise<number | null> {
  return timeAt(redis, runnersKey);
}

/** The canary has come through the queue. */
export async function markCanary(redis: Redis): Promise<void> {
  await redis.set(canaryKey, Date.now(), 'PX', canaryMs);
}

/** When the canary last came through, ms since the epoch; null when it did not lately. */
export async function canarySeenAt(redis: Redis): Promise<number | null> {
  return timeAt(redis, canaryKey);
}

async function timeAt(redis: Redis, key: string): Promise<number | null> {
  const time = await redis.get(key);
  return time === null ? null : Number(time);
}
