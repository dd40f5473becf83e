// How much may be written into one conversation: Teams counts every post and edit, and so do we, for all bots together, in Redis.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

/** Below Teams' own limits for one bot in one conversation (7 in 1 s, 60 in 30 s, 1800 in an hour): [window in ms, most]. */
const windows = [
  [1_000, 6],
  [30_000, 55],
  [3_600_000, 1_700],
] as const;

/** Counts, and takes a place when every window has one; otherwise answers how many ms to wait. */
const script = `
local now = tonumber(ARGV[1])
local share = tonumber(ARGV[2])
redis.call('zremrangebyscore', KEYS[1], '-inf', now - 3600000)
local wait = 0
for i = 4, #ARGV, 2 do
  local span = tonumber(ARGV[i])
  local most = math.max(1, math.floor(tonumber(ARGV[i + 1]) * share))
  local inside = redis.call('zrangebyscore', KEYS[1], '(' .. (now - span), '+inf', 'WITHSCORES')
  local found = #inside / 2
  if found >= most then
    local freed = tonumber(inside[(found - most) * 2 + 2]) + span - now
    if freed > wait then wait = freed end
  end
end
if wait > 0 then return wait end
redis.call('zadd', KEYS[1], now, ARGV[3])
redis.call('pexpire', KEYS[1], 3600000)
return 0`;

/** Progress leaves room for what people wait for: it may use half of each window. */
const shares = { progress: 0.5, answer: 1 } as const;
export type Urgency = keyof typeof shares;

export type SendBudget = {
  /** 0 when one message may be sent now, and it is counted; else the ms to wait. Without Redis everything is allowed. */
  take(conversation: string, urgency: Urgency): Promise<number>;
};

export function openSendBudget(redis: Redis): SendBudget {
  return {
    async take(conversation, urgency) {
      const limits = windows.flat();
      const arguments_ = [Date.now(), shares[urgency], randomUUID(), ...limits];
      const wait = await redis.eval(script, 1, `sends:${threadOf(conversation)}`, ...arguments_).catch(() => 0);
      return Number(wait);
    },
  };
}

/** Threads of a channel share the channel's budget. */
const threadOf = (conversation: string): string => conversation.split(';')[0] ?? conversation;
