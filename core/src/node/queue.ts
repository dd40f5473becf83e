// The queue `runs`, on BullMQ: the only importer of it. A job carries a run's number and nothing else; the record knows the rest.
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { atMost, inTime } from './at-most.ts';
import { together } from './gathering.ts';
import type { Dropped } from './progress.ts';
import { longestBlockS, untilReady } from './redis.ts';
import { redisPrefix } from './redis-keys.ts';
import { repeat } from './repeat.ts';

/** Together with the prefix: what waits is in the list `repsys:runs:wait`. */
const queueName = 'runs';
/**
 * Equal on every worker. A failover can leave a job taken that nobody has in hand: the answer got lost. It must not rest long;
 * a job that is handed out twice does no harm, since the record gives a run to one runner only.
 */
const lockMs = 4_000;
const stallMs = 2_000;
const retryMs = 500;
/** How long is waited for Redis to be there, and again for its answer. */
const patienceMs = 3_000;
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

/**
 * The side that rings. `connection` stays the caller's to close. Everything but `close` rejects when Redis does not answer
 * within some seconds; a ring that is lost is mended from the record.
 */
export function openBell(connection: Redis): Bell {
  let opened: Queue | undefined;
  // Opened before its connection is there the library's queue waits without a limit, or has failed for good.
  const withQueue = async <T>(work: (queue: Queue) => Promise<T>): Promise<T> => {
    await untilReady(connection, patienceMs);
    opened ??= openQueue(connection);
    return inTime(work(opened), patienceMs, 'The queue');
  };
  return {
    ring: (run, fence = null) => withQueue((queue) => ringTogether(queue, { run, fence })),
    async ringCanary() {
      const once = { jobId: 'canary', lifo: true, ...kept };
      await withQueue((queue) => queue.add('canary', { run: canary }, once));
    },
    async jobs() {
      const counts = await withQueue((queue) => queue.getJobCounts('waiting', 'active', 'delayed'));
      const { waiting = 0, active = 0, delayed = 0 } = counts;
      return { waiting, active, delayed };
    },
    async close() {
      if (opened) await atMost(parting(opened.close()), partingMs);
    },
  };
}

function openQueue(connection: Redis): Queue {
  const queue = new Queue(queueName, {
    connection,
    prefix: redisPrefix,
    skipVersionCheck: true,
    streams: { events: { maxLen: 100 } },
  });
  queue.on('error', () => undefined);
  return queue;
}

type Ring = { readonly run: number; readonly fence: string | null };

const kept = { removeOnComplete: true, removeOnFail: true };

const ringTogether = together((queue: Queue, rings: readonly Ring[]) => {
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

const settings = {
  autorun: false,
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
  dropped: Dropped = () => undefined,
): Listener {
  const inHand = new Set<Promise<void>>();
  let closing = false;
  const take = async (data: unknown): Promise<void> => {
    // Redis was asked before and answers late: the run is rung again from the record.
    if (closing) return;
    const job = jobSchema.safeParse(data).data;
    if (!job) return dropped('runs', 'unknown');
    const work = answer(job.run).finally(() => inHand.delete(work));
    inHand.add(work);
    return work;
  };
  const work = keepWorking(connection, () => openWorker(connection, concurrency, take, onTrouble), onTrouble);
  return {
    ...work,
    async close() {
      closing = true;
      const closed = work.close();
      while (inHand.size > 0) await Promise.allSettled(inHand);
      await atMost(parting(closed), partingMs);
    },
  };
}

/** A worker that ends, paused or because its connection ended before it had begun, is dead for good: another one takes its place. */
function keepWorking(connection: Redis, open: () => Worker, onTrouble: (error: Error) => void): Listener {
  let worker: Worker | undefined;
  let isPaused = false;
  let closing = false;
  const leave = async () => worker && atMost(parting(worker.close(true)), partingMs);
  const turn = async () => {
    if (isPaused) return;
    await untilReady(connection, patienceMs);
    if (closing) return;
    worker = open();
    await worker.run().finally(() => closing || leave());
  };
  const turns = repeat(retryMs, turn, (error) => closing || onTrouble(asError(error)));
  return {
    isTaking: () => worker?.isRunning() === true && !isPaused && !closing,
    pause() {
      isPaused = true;
      void worker?.pause(true).catch(onTrouble);
    },
    resume() {
      isPaused = false;
      if (!closing && worker?.isRunning()) void worker.resume().catch(onTrouble);
    },
    async close() {
      closing = true;
      await Promise.all([worker?.close(), turns.stop()]);
    },
  };
}

type Take = (data: unknown) => Promise<void>;

/** What a job carries; of another shape it is of another version, or nobody's. */
const jobSchema = z.object({ run: z.int().nonnegative() });

function openWorker(connection: Redis, concurrency: number, take: Take, onTrouble: (error: Error) => void): Worker {
  const worker = new Worker<unknown>(queueName, (job) => take(job.data), {
    ...settings,
    connection,
    concurrency,
  });
  worker.on('error', onTrouble);
  return worker;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Redis may be away when we leave: nobody cares any more. */
const parting = (closed: Promise<unknown>): Promise<unknown> => closed.catch(() => undefined);
