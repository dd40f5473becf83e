// The mutex of a company's pipeline as Redis shows it: who holds it, for which run, at which step. The fence in SQL is what protects.
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { fromJson } from './from-json.ts';
import { redisKey } from './redis-keys.ts';

const holderSchema = z.object({
  token: z.string(),
  run: z.number(),
  runner: z.string(),
  since: z.number(),
  step: z.string().nullable(),
});

/** Who holds a company's pipeline. `since` in ms since the epoch. */
export type MutexHolder = z.infer<typeof holderSchema>;

const lifeMs = 10_000;
const key = (company: number) => redisKey('mutex', company);

// Only the holder renews or releases; both compare the token first.
const renewScript = `local held = redis.call('get', KEYS[1])
if held and cjson.decode(held).token ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;
const releaseScript = `local held = redis.call('get', KEYS[1])
if held and cjson.decode(held).token == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0`;

/** Shows `holder` for another 10 s. The holder of a newer fence replaces an older one; false when somebody else is shown. */
export async function showMutex(redis: Redis, company: number, holder: MutexHolder): Promise<boolean> {
  const renewed = await redis.eval(renewScript, 1, key(company), holder.token, JSON.stringify(holder), lifeMs);
  return renewed === 1;
}

/** Shows `holder` whoever was shown before: the record has just given it the company. */
export async function takeMutex(redis: Redis, company: number, holder: MutexHolder): Promise<void> {
  await redis.set(key(company), JSON.stringify(holder), 'PX', lifeMs);
}

/** Takes the sign down if it is still ours. */
export async function releaseMutex(redis: Redis, company: number, token: string): Promise<void> {
  await redis.eval(releaseScript, 1, key(company), token);
}

/** Who is shown as holder of a company's pipeline now; undefined too when what stands there is of another version. */
export async function mutexHolder(redis: Redis, company: number): Promise<MutexHolder | undefined> {
  const held = await redis.get(key(company));
  return holderSchema.safeParse(fromJson(held ?? '')).data;
}
