// How fast one person may call: a bucket of tokens each, that fills again by itself.

export type RateLimit = {
  /** Takes a token of somebody; the seconds until there is one again, 0 when it was there. */
  take(id: string): number;
};

export type Rate = { readonly perSecond: number; readonly burst: number };

type Bucket = { readonly tokens: number; readonly at: number };

/** Full buckets are forgotten when there are this many, so that nobody fills our memory by being many. */
const mostBuckets = 10_000;

/** Opens it; `now` in ms. */
export function openRateLimit({ perSecond, burst }: Rate, now: () => number = Date.now): RateLimit {
  const buckets = new Map<string, Bucket>();
  const filled = ({ tokens, at }: Bucket, time: number): number =>
    Math.min(burst, tokens + (Math.max(0, time - at) / 1_000) * perSecond);
  const forgetFull = (time: number) => {
    for (const [id, bucket] of buckets) if (filled(bucket, time) >= burst) buckets.delete(id);
  };
  return {
    take(id) {
      const time = now();
      if (buckets.size >= mostBuckets) forgetFull(time);
      const tokens = filled(buckets.get(id) ?? { tokens: burst, at: time }, time);
      const left = tokens >= 1 ? tokens - 1 : tokens;
      buckets.set(id, { tokens: left, at: time });
      return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perSecond);
    },
  };
}
