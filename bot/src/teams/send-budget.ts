// How much may be written into one conversation: Teams counts every post and edit, and so do we, for all bots together, in Redis and by its clock.
import { randomUUID } from 'node:crypto';
import { briefly, redisKey } from '@repsys/core/node';
import type { Redis } from 'ioredis';

/**
 * Below Teams' own limits for one bot in one conversation (7 in 1 s, 8 in 2 s, 60 in 30 s, 1800 in an hour): [window in ms,
 * most]. The windows are wider than Teams' by what a message may take from here to there.
 */
const windows = [
  [1_250, 5],
  [2_500, 7],
  [31_000, 55],
  [3_610_000, 1_700],
] as const;
const longestMs = 3_610_000;

/** Counts, and takes a place when every window has one; otherwise answers how many ms to wait. */
const script = `
local time = redis.call('time')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local share = tonumber(ARGV[1])
redis.call('zremrangebyscore', KEYS[1], '-inf', now - tonumber(ARGV[3]))
local wait = 0
for i = 4, #ARGV, 2 do
  local span = tonumber(ARGV[i])
  local most = math.max(1, math.floor(tonumber(ARGV[i + 1]) * share))
  local newest = redis.call('zrevrange', KEYS[1], most - 1, most - 1, 'WITHSCORES')
  if newest[2] then
    local freed = tonumber(newest[2]) + span - now
    if freed > wait then wait = freed end
  end
end
if wait > 0 then return wait end
redis.call('zadd', KEYS[1], now, ARGV[2])
redis.call('pexpire', KEYS[1], ARGV[3])
return 0`;

/** Progress leaves room for what people wait for: it may use half of each window; what has ended leaves a few places for answers. */
const shares = { progress: 0.5, card: 0.95, answer: 1 } as const;
export type Urgency = keyof typeof shares;

export type SendBudget = {
  /** 0 when one message may be sent now, and it is counted; else the ms to wait. Without Redis everything is allowed. */
  take(conversation: string, urgency: Urgency): Promise<number>;
};

export function openSendBudget(redis: Redis): SendBudget {
  return {
    async take(conversation, urgency) {
      const values = [shares[urgency], randomUUID(), longestMs, ...windows.flat()];
      const asked = redis.eval(script, 1, redisKey('sends', threadOf(conversation)), ...values);
      return Number(await briefly(asked).catch(() => 0));
    },
  };
}

/** Threads of a channel share the channel's budget. */
const threadOf = (conversation: string): string => conversation.split(';')[0] ?? conversation;
