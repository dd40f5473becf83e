// The queue, fetched when runs come and go, with the progress of each run as the socket tells it.
import type { QueueAnswer } from '@repsys/core';
import { useState } from 'react';
import { type Loaded, useLoaded } from '../../api/use-loaded.ts';
import { useLiveMessages, useSession, useSoon } from '../../session/session.ts';
import { useLookingAgain } from '../../session/use-looking-again.ts';
import type { Progress } from '../run/use-run.ts';

export type ProgressByRun = ReadonlyMap<number, Progress>;
export type LoadedQueue = Loaded<QueueAnswer> & { readonly progress: ProgressByRun };

export function useQueue(): LoadedQueue {
  const { api } = useSession();
  const queue = useLoaded('queue', (signal) => api.call('queue', { signal }));
  const [progress, setProgress] = useState<ProgressByRun>(new Map());
  const reloadSoon = useSoon(queue.reload);
  useLiveMessages((message) => {
    if (message.type === 'queue' || message.type === 'resync') reloadSoon();
    if (message.type !== 'run') return;
    const { progress: moved } = message;
    setProgress((before) => new Map(before).set(moved.run, moved));
  });
  useLookingAgain(queue.reload);
  return { ...queue, progress };
}
