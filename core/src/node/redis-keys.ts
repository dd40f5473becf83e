// What our keys and channels in Redis are called.

/** Everything of ours begins with it, the queue too: one pattern of an ACL fits all, and others may use the same Redis. */
export const redisPrefix = 'repsys';

/** The name of a key or channel, e.g. `repsys:mutex:111111`. */
export function redisKey(...parts: readonly (string | number)[]): string {
  return [redisPrefix, ...parts].join(':');
}
