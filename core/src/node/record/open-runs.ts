// How much one person may have under way at the same time, so that there is room for the others.
import { AppError, type ReportRequest } from '@repsys/core';
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';
import { scopeHash } from './open-run.ts';

const openStatement = sqlFile('./open-runs.sql', import.meta.url, { often: true });

/** What is looked at of a request. */
export type Wanted = Pick<
  ReportRequest,
  'report' | 'company' | 'parameters' | 'requester' | 'person' | 'idempotencyKey'
>;

/** How long to wait before asking again is worth it: about as long as a report takes. */
const againAfterS = 30;

/**
 * Throws REQUEST_TOO_MANY when a person has `most` runs waiting or running and asks for one more. Who joins an open run, or
 * asks once more by the same key, asks for no further one.
 */
export async function assertRoom(database: Database, request: Wanted, most: number): Promise<void> {
  const { report, company, parameters, requester, person, idempotencyKey } = request;
  const [found] = await openStatement.run<{ open: number; served: boolean }>(database.pool, {
    asker: person ?? requester,
    scope_hash: scopeHash(report, company, parameters),
    key: idempotencyKey ?? null,
  });
  if (!found || found.open < most || found.served) return;
  const reports = found.open === 1 ? '1 report' : `${found.open} reports`;
  const message = `You have ${reports} waiting or running, and ${most} is the most for one person.`;
  throw new AppError('REQUEST_TOO_MANY', message, { details: { retryAfterS: againAfterS } });
}
