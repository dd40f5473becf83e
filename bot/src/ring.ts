// The bell for the runners, and the word to everybody who looks at the queue.
import type { RunStatus } from '@repsys/core';
import { type Acceptance, annotate, type Bell, publishProgress, span } from '@repsys/core/node';
import type { Redis } from 'ioredis';

type Parts = { readonly redis: Redis; readonly bell: Bell };

/** Accepts. What comes of the request later, in other processes too, belongs to the trace of this moment. */
export function accepting(accept: () => Promise<Acceptance>): Promise<Acceptance> {
  return span('request accepted', { kind: 'producer' }, async () => {
    const acceptance = await accept();
    const { run, request, joined } = acceptance;
    annotate({ 'repsys.run': run, 'repsys.request': request, 'repsys.joined': joined });
    return acceptance;
  });
}

/** Accepts, rings, and tells everybody who looks at the queue. Neither of the last two may be heard without harm. */
export async function ringFor(parts: Parts, company: number, accept: () => Promise<Acceptance>): Promise<Acceptance> {
  const acceptance = await accepting(accept);
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
