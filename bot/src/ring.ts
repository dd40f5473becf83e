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

/**
 * Accepts, rings, and tells everybody who looks at the queue. Nobody waits for the last two: what is accepted stands in the
 * record, and the runners look there for what was not rung.
 */
export async function ringFor(parts: Parts, company: number, accept: () => Promise<Acceptance>): Promise<Acceptance> {
  const acceptance = await accepting(accept);
  const { run, joined } = acceptance;
  void parts.bell.ring(run).catch(() => undefined);
  if (!joined) tell(parts, { run, company, status: 'queued' });
  return acceptance;
}

/** Tells everybody who looks at the queue; nobody waits for it. */
export const tell = (
  { redis }: Pick<Parts, 'redis'>,
  event: { run: number; company: number; status: RunStatus },
): void => void publishProgress(redis, event).catch(() => undefined);
