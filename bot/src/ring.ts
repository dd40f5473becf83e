// The bell for the runners, and the word to everybody who looks at the queue.
import type { RunStatus } from '@repsys/core';
import { type Acceptance, type Bell, publishProgress } from '@repsys/core/node';
import type { Redis } from 'ioredis';

type Parts = { readonly redis: Redis; readonly bell: Bell };

/** Rings for what was accepted, and tells everybody who looks at the queue. Neither may be heard without harm. */
export async function ringFor(parts: Parts, company: number, acceptance: Acceptance): Promise<Acceptance> {
  const { run, joined } = acceptance;
  await parts.bell.ring(run).catch(() => undefined);
  if (!joined) await tell(parts, { run, company, status: 'queued' });
  return acceptance;
}

/** Tells everybody who looks at the queue. */
export const tell = (
  { redis }: Pick<Parts, 'redis'>,
  event: { run: number; company: number; status: RunStatus },
): Promise<void> => publishProgress(redis, event).catch(() => undefined);
