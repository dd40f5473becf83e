// Runs written straight into the record, as runners and askers write them, for tests in which Plex plays no part.
import { createHash, randomUUID } from 'node:crypto';
import { parsePeriod } from '@repsys/core';
import { accept, publishProgress } from '@repsys/core/node';
import { Redis } from 'ioredis';
import type { Chatter, Place } from './bot.ts';
import type { TestWorld } from './world.ts';

export type RecordedRun = { readonly run: number; readonly request: number };

export type Recorder = {
  /** Somebody asks in a chat; every wish is for months of its own. */
  asked(who: Chatter, place: Place): Promise<RecordedRun>;
  /** A runner begins it: two steps, the first one done. */
  begun(run: RecordedRun): Promise<void>;
  /** It ends; a good end has a workbook and a delivery for its asker. */
  ended(run: RecordedRun, status?: 'succeeded' | 'failed'): Promise<void>;
  /** All of it at once. */
  finished(who: Chatter, place: Place): Promise<RecordedRun>;
  close(): void;
};

const company = 111111;

/** The workbook of every recorded run. */
export const workbook = Buffer.from('a workbook, as far as anybody here can tell');
export const workbookSha = createHash('sha256').update(workbook).digest('hex');

type RecorderState = {
  readonly database: TestWorld['database'];
  readonly redis: Redis;
  /** How many months have been asked for. */
  months: number;
};

/** Opens a recorder that tells bots over Redis what has moved. */
export function openRecorder({ database, redis: { url } }: Pick<TestWorld, 'database' | 'redis'>): Recorder {
  const redis = new Redis(url);
  redis.on('error', () => undefined);
  const state: RecorderState = { database, redis, months: 0 };
  return {
    asked: (who, place) => ask(state, who, place),
    begun: (run) => begin(state, run),
    ended: (run, status = 'succeeded') => (status === 'succeeded' ? succeed(state, run) : fail(state, run)),
    async finished(who, place) {
      const run = await ask(state, who, place);
      await succeed(state, run);
      return run;
    },
    close: () => redis.disconnect(),
  };
}

async function ask(state: RecorderState, person: Chatter, place: Place): Promise<RecordedRun> {
  const period = parsePeriod(200001 + Math.floor(state.months / 12) * 100 + (state.months % 12));
  state.months += 1;
  return accept(state.database, {
    report: 'trial-balance',
    company,
    parameters: { from: period, to: period, allowUntied: false },
    requester: person.name,
    source: 'chat',
    channel: 'chat',
    person: person.id,
    conversation: place.id,
    idempotencyKey: randomUUID(),
  });
}

async function begin(state: RecorderState, { run }: RecordedRun): Promise<void> {
  await query(state, `update record.run set status = 'running', started_at = clock_timestamp() where id = $1`, [run]);
  await query(
    state,
    `insert into record.step (run, number, name, title, status, rows, started_at)
     values ($1, 1, 'one', 'Step one', 'done', 5, clock_timestamp()), ($1, 2, 'two', 'Step two', 'running', null, clock_timestamp())`,
    [run],
  );
  await tell(state, run, 'running');
}

async function succeed(state: RecorderState, { run, request }: RecordedRun): Promise<void> {
  await writeWorkbook(state, run);
  // A runner commits both at once: nobody sees the end without the delivery.
  await query(
    state,
    `insert into record.delivery (request, run, channel, due_at) values ($1, $2, 'chat', 'infinity')`,
    [request, run],
  );
  await writeEnd(state, run, { status: 'succeeded', verdict: 'tied', failure: null });
  await query(state, `update record.delivery set due_at = clock_timestamp() where request = $1`, [request]);
  await tell(state, run, 'succeeded');
}

const plexFault = { code: 'PLEX_FAULT', message: 'Plex answered with a fault.', move: 'Read the message of Plex.' };

async function fail(state: RecorderState, { run }: RecordedRun): Promise<void> {
  await writeEnd(state, run, { status: 'failed', verdict: null, failure: JSON.stringify(plexFault) });
  await tell(state, run, 'failed');
}

type End = {
  readonly status: 'succeeded' | 'failed';
  readonly verdict: 'tied' | null;
  readonly failure: string | null;
};

async function writeEnd(state: RecorderState, run: number, { status, verdict, failure }: End): Promise<void> {
  await query(
    state,
    `update record.run set status = $2, verdict = $3, failure = $4, finished_at = clock_timestamp(),
       started_at = coalesce(started_at, clock_timestamp()) where id = $1`,
    [run, status, verdict, failure],
  );
}

async function writeWorkbook(state: RecorderState, run: number): Promise<void> {
  await query(
    state,
    `insert into record.workbook (run, file_name, bytes, sha256, data_sha256) values ($1, 'report.xlsx', $2, $3, $3)`,
    [run, workbook.length, workbookSha],
  );
  await query(state, 'insert into record.workbook_part (run, part, content) values ($1, 1, $2)', [run, workbook]);
}

async function query({ database }: RecorderState, text: string, values: readonly unknown[]): Promise<void> {
  await database.pool.query(text, [...values]);
}

async function tell({ redis }: RecorderState, run: number, status: 'running' | End['status']): Promise<void> {
  // What is published is a hint, the record is the truth: a Redis that is away must not fail the one who writes.
  await publishProgress(redis, { run, company, status }).catch(() => undefined);
}
