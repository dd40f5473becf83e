// The queue `runs`, on BullMQ: the only importer of it. A job carries a run's number and nothing else; the record knows the rest.
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';

const queueName = 'runs';
/** Equal on every worker: a dead one's job is picked up in about 10 s instead of 60. */
const lockMs = 10_000;
const stallMs = 5_000;

export type Bell = {
  /** Rings for a run; ringing twice is harmless. */
  ring(run: number): Promise<void>;
  close(): Promise<void>;
};

/** The side that rings. `connection` stays the caller's to close. */
export function openBell(connection: Redis): Bell {
  const queue = new Queue(queueName, { connection, skipVersionCheck: true, streams: { events: { maxLen: 100 } } });
  queue.on('error', () => undefined);
  return {
    async ring(run) {
      const options = { jobId: `run-${run}`, removeOnComplete: true, removeOnFail: true };
      await queue.add('run', { run }, options);
    },
    close: () => queue.close(),
  };
}

export type Listener = {
  /** Stops taking jobs and waits for those in hand. */
  close(): Promise<void>;
};

/** The side that answers: calls `answer` for each job, `concurrency` at a time. `answer` must not throw. */
export function listen(
  connection: Redis,
  concurrency: number,
  answer: (run: number) => Promise<void>,
  onTrouble: (error: Error) => void,
): Listener {
  const worker = new Worker<{ run: number }>(queueName, (job) => answer(job.data.run), {
    connection,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stallMs,
    // Whether a run is taken up again is decided by the record, which counts how often it took its runner down.
    maxStalledCount: 1_000,
    skipVersionCheck: true,
  });
  worker.on('error', onTrouble);
  return { close: () => worker.close() };
}
