// The queue `runs`, on BullMQ: the only importer of it. A job carries a run's number and nothing else; the record knows the rest.
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { atMost } from './at-most.ts';
import { together } from './gathering.ts';
import { longestBlockS } from './redis.ts';
import { redisPrefix } from './redis-keys.ts';

/** Together with the prefix: what waits is in the list `repsys:runs:wait`. */
const queueName = 'runs';
/**
 * Equal on every worker. A failover can leave a job taken that nobody has in hand: the answer got lost. It must not rest long;
 * a job that is handed out twice does no harm, since the record gives a run to one runner only.
 */
const lockMs = 4_000;
const stallMs = 2_000;
const retryMs = 500;
/** How long Redis may take to say goodbye. */
const partingMs = 2_000;

export type Bell = {
  /**
   * Rings for a run; ringing twice is harmless. `fence`: that of its last claim, if there was one. A job of its own belongs
   * to each: that by which a runner got the run may be in the hands of that runner still, though it is cut off.
   */
  ring(run: number, fence?: string | null): Promise<void>;
  /** Sends a canary through the queue: work that does nothing but prove that work is taken. One at a time is under way. */
  ringCanary(): Promise<void>;
  /** How many jobs wait, are taken, or rest until later. */
  jobs(): Promise<Readonly<Record<'waiting' | 'active' | 'delayed', number>>>;
  close(): Promise<void>;
};

/** The side that rings. `connection` stays the caller's to close. */
export function openBell(connection: Redis): Bell {
  const queue = new Queue(queueName, {
    connection,
    prefix: redisPrefix,
    skipVersionCheck: true,
    streams: { events: { maxLen: 100 } },
  });
  queue.on('error', () => undefined);
  return {
    ring: (run, fence = null) => ringTogether(queue, { run, fence }),
    async ringCanary() {
      await queue.add(
        'canary',
        { run: canary },
        { jobId: 'canary', lifo: true, removeOnComplete: true, removeOnFail: true },
      );
    },
    async jobs() {
      const { waiting = 0, active = 0, delayed = 0 } = await queue.getJobCounts('waiting', 'active', 'delayed');
      return { waiting, active, delayed };
    },
    close: () => atMost(parting(queue.close()), partingMs),
  };
}

type Ring = { readonly run: number; readonly fence: string | null };

const ringTogether = together((queue: Queue, rings: readonly Ring[]) => {
  const kept = { removeOnComplete: true, removeOnFail: true };
  const idOf = ({ run, fence }: Ring) => (fence === null ? `run-${run}` : `run-${run}-${fence}`);
  return queue.addBulk(
    rings.map((ring) => ({ name: 'run', data: { run: ring.run }, opts: { jobId: idOf(ring), ...kept } })),
  );
});

/** Runs are numbered from 1. */
export const canary = 0;

export type Listener = {
  /** Whether jobs are taken: started, not closing. */
  isTaking(): boolean;
  /** Takes no further job until `resume`; those in hand go on. */
  pause(): void;
  resume(): void;
  /** Takes no job from now on, and waits for those in hand. */
  close(): Promise<void>;
};

const taking = {
  prefix: redisPrefix,
  drainDelay: longestBlockS,
  lockDuration: lockMs,
  stalledInterval: stallMs,
  // After its connection was closed it looks again this soon; the library would rest for 15 s.
  runRetryDelay: retryMs,
  // Whether a run is taken up again is decided by the record, which counts how often it took its runner down.
  maxStalledCount: 1_000,
  skipVersionCheck: true,
} as const;

/** The side that answers: calls `answer` for each job, `concurrency` at a time. `answer` must not throw. */
export function listen(
  connection: Redis,
  concurrency: number,
  answer: (run: number) => Promise<void>,
  onTrouble: (error: Error) => void,
): Listener {
  const inHand = new Set<Promise<void>>();
  let closing = false;
  const take = async (run: number): Promise<void> => {
    // Redis was asked before and answers late: the run is rung again from the record.
    if (closing) return;
    const work = answer(run).finally(() => inHand.delete(work));
    inHand.add(work);
    return work;
  };
  const worker = new Worker<{ run: number }>(queueName, (job) => take(job.data.run), {
    ...taking,
    connection,
    concurrency,
  });
  worker.on('error', onTrouble);
  return {
    isTaking: () => worker.isRunning() && !worker.isPaused() && closing === false,
    pause: () => void worker.pause(true).catch(onTrouble),
    resume: () => {
      if (!closing) void worker.resume().catch(onTrouble);
    },
    async close() {
      closing = true;
      const closed = worker.close();
      while (inHand.size > 0) await Promise.allSettled(inHand);
      await atMost(parting(closed), partingMs);
    },
  };
}

/** Redis may be away when we leave: nobody cares any more. */
const parting = (closed: Promise<void>): Promise<void> => closed.catch(() => undefined);
