// What PostgreSQL and its driver say, in the words of the error table: out of reach, out of room.
import { AppError, isCode } from '@repsys/core';

const connectionCodes = /^(08|57P|25P03|25006|53300|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)/;
const connectionWords =
  /Connection terminated|timeout expired|Query read timeout|statement timeout|Client has encountered a connection error|not queryable/;
/** The pool's words for having nothing to lend; of a server that does not answer it speaks otherwise. */
const exhaustedWords = 'timeout exceeded when trying to connect';

const fullCodes: readonly string[] = ['53100', '53200'];

/** PostgreSQL out of reach becomes WAREHOUSE_UNREACHABLE, out of room WAREHOUSE_FULL; anything else is handed back as it is. */
export function translateDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (fullCodes.includes(code)) {
    return new AppError('WAREHOUSE_FULL', `PostgreSQL has no room: ${error.message}`, { cause: error });
  }
  if (error.message === exhaustedWords) return unreachable(exhausted, error);
  if (code === readOnlyCode) return unreachable(readOnly, error);
  if (!connectionCodes.test(code) && !connectionWords.test(error.message)) return error;
  return unreachable(`PostgreSQL did not answer (${code || error.message}).`, error);
}

/** Whether PostgreSQL did not answer, in the driver's words or in ours. */
export const isUnreachable = (error: unknown): boolean =>
  isCode(translateDatabaseError(error), 'WAREHOUSE_UNREACHABLE');

const unreachable = (message: string, cause: Error) => new AppError('WAREHOUSE_UNREACHABLE', message, { cause });
const exhausted = `All connections of this process to PostgreSQL were in use for 6 s; PostgreSQL itself was not asked.`;
/** A write was sent to a server that takes none. */
export const readOnlyCode = '25006';
export const readOnly = 'PostgreSQL takes no writes: the server is a standby, or not the primary any more (25006).';

/** A statement that was refused for the values in it, or for another that came in between: nothing of it is in the record. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(?:22|23|40)[0-9A-Z]{3}$/.test(String(error.code));
