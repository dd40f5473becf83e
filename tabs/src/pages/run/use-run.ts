// One run, fetched whole when something about it changes, with what the socket tells in between laid over it.
import type { ApiRun, LiveServerMessage } from '@repsys/core';
import { useEffect, useState } from 'react';
import { type Loaded, useLoaded } from '../../api/use-loaded.ts';
import { useLiveMessages, useSession } from '../../session/session.ts';
import { useLookingAgain } from '../../session/use-looking-again.ts';

export type Progress = Extract<LiveServerMessage, { type: 'run' }>['progress'];
export type LoadedRun = Loaded<ApiRun> & { readonly progress: Progress | undefined };

export function useRun(run: number): LoadedRun {
  const { api } = useSession();
  const loaded = useLoaded(`run ${run}`, (signal) => api.call('run', { params: { run }, signal }));
  const [progress, setProgress] = useState<Progress>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run starts without progress
  useEffect(() => setProgress(undefined), [run]);
  useLiveMessages((message) => {
    if (message.type === 'resync' || (message.type === 'queue' && message.run === run)) return loaded.reload();
    if (message.type !== 'run' || message.progress.run !== run) return;
    if (!progress || stage(progress) !== stage(message.progress)) loaded.reload();
    setProgress(message.progress);
  });
  useLookingAgain(loaded.reload);
  return { ...loaded, progress };
}

const stage = ({ status, phase, step }: Progress): string => `${status} ${phase} ${step?.number} ${step?.status}`;
