// Announcing what moves in a run. Rows are told at most every 200 ms; Redis may be away, then nobody hears.
import type { ProgressEvent } from '@repsys/core';
import { type ClaimedRun, publishProgress } from '@repsys/core/node';
import type { Redis } from 'ioredis';
import type { StepEvent } from './engine/pipeline.ts';

const everyMs = 200;

export type Announce = {
  step(event: StepEvent, expectedMs: number | undefined): void;
  rows(event: StepEvent, expectedMs: number | undefined): void;
  phase(phase: 'checks' | 'workbook'): void;
};

/** Speaks for one run. */
export function announcer(redis: Redis, run: ClaimedRun): Announce {
  const common = { run: run.id, company: run.company, status: 'running' } as const;
  const send = (event: ProgressEvent) => void publishProgress(redis, event).catch(() => undefined);
  const step = (event: StepEvent, expectedMs: number | undefined) =>
    send({ ...common, step: { ...event, expectedMs: expectedMs ?? null } });
  let last = Number.NEGATIVE_INFINITY;
  return {
    step,
    rows(event, expectedMs) {
      if (performance.now() - last < everyMs) return;
      last = performance.now();
      step(event, expectedMs);
    },
    phase: (phase) => send({ ...common, phase }),
  };
}
