// Which activities of the chat were answered in words, so that one that Teams sends again is not answered twice.
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';

const answeredStatement = sqlFile('./mark-answered.sql', import.meta.url, { often: true });

/** Notes that an activity is about to be answered; false when somebody has answered it before. */
export async function markAnswered(database: Database, activity: string): Promise<boolean> {
  return (await answeredStatement.run(database.pool, { activity })).length > 0;
}

/** Forgets what was answered before `day`: Teams sends nothing again after so long. */
export async function forgetAnswers(database: Database, day: Date): Promise<void> {
  await database.pool.query('delete from record.answer where answered_at < $1', [day]);
}
