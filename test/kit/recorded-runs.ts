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

/** Opens a recorder that tells bots over Redis what has moved. */
export function openRecorder({ database, redis: { url } }: Pick<TestWorld, 'database' | 'redis'>): Recorder {
  const redis = new Redis(url);
  redis.on('error', () => undefined);
  let months = 0;
  const query = (text: string, values: readonly unknown[]) => database.pool.query(text, [...values]);
  const tell = (run: number, status: 'running' | 'succeeded' | 'failed') =>
    publishProgress(redis, { run, company, status }).catch(() => undefined);
  const recorder: Recorder = {
    async asked({ id, name }, { id: conversation }) {
      const period = parsePeriod(200001 + Math.floor(months / 12) * 100 + (months % 12));
      months += 1;
      const parameters = { from: period, to: period, allowUntied: false };
      return accept(database, {
        report: 'trial-balance',
        company,
        parameters,
        requester: name,
        source: 'chat',
        channel: 'chat',
        person: id,
        conversation,
        idempotencyKey: randomUUID(),
      });
    },
    async begun({ run }) {
      await query(`update record.run set status = 'running', started_at = clock_timestamp() where id = $1`, [run]);
      await query(
        `insert into record.step (run, number, name, title, status, rows, started_at)
         values ($1, 1, 'one', 'Step one', 'done', 5, clock_timestamp()), ($1, 2, 'two', 'Step two', 'running', null, clock_timestamp())`,
        [run],
      );
      await tell(run, 'running');
    },
    async ended({ run, request }, status = 'succeeded') {
      const failure = { code: 'PLEX_FAULT', message: 'Plex answered with a fault.', move: 'Read the message of Plex.' };
      const good = status === 'succeeded';
      if (good) await writeWorkbook(query, run);
      await query(
        `update record.run set status = $2, verdict = $3, failure = $4, finished_at = clock_timestamp(),
           started_at = coalesce(started_at, clock_timestamp()) where id = $1`,
        [run, status, good ? 'tied' : null, good ? null : JSON.stringify(failure)],
      );
      if (good)
        await query(`insert into record.delivery (request, run, channel) values ($1, $2, 'chat')`, [request, run]);
      await tell(run, status);
    },
    async finished(who, place) {
      const run = await recorder.asked(who, place);
      await recorder.ended(run);
      return run;
    },
    close: () => redis.disconnect(),
  };
  return recorder;
}

async function writeWorkbook(query: (text: string, values: readonly unknown[]) => Promise<unknown>, run: number) {
  await query(
    `insert into record.workbook (run, file_name, bytes, sha256, data_sha256) values ($1, 'report.xlsx', $2, $3, $3)`,
    [run, workbook.length, workbookSha],
  );
  await query('insert into record.workbook_part (run, part, content) values ($1, 1, $2)', [run, workbook]);
}
