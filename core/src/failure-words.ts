// A failure for people: a human sentence first, what to do about it, and the technical line for those who want it.
import { type ErrorCode, errorTable } from './errors.ts';

/** What is told of a failure. `technical`: system, data source or number, and the code. */
export type FailureWords = { readonly sentence: string; readonly move: string; readonly technical: string };

/** Their own messages say in whole sentences what is wrong and what is possible. */
const selfExplaining: ReadonlySet<ErrorCode> = new Set([
  'REQUEST_INVALID',
  'REQUEST_REPORT_UNKNOWN',
  'REQUEST_COMPANY_UNKNOWN',
  'REQUEST_PERIOD_UNAVAILABLE',
]);

/**
 * The words for a failure. Whoever asked reads its own message; of anything deeper, what it means, and the message
 * belongs to the technical line: `Plex did not answer.`, not `AccountingPeriod (4812) read ETIMEDOUT`. `foreign`: the table
 * in the reader's language, where that is not English.
 */
export function failureWords(
  failure: { readonly code: string; readonly message: string; readonly move: string },
  foreign?: Readonly<Record<ErrorCode, { readonly meaning: string; readonly move: string }>>,
): FailureWords {
  // A record may hold codes of another version.
  const code = Object.hasOwn(errorTable, failure.code) ? (failure.code as ErrorCode) : 'UNEXPECTED';
  const { audience, meaning } = errorTable[code];
  // Messages are written in English: to others they are the technical line.
  if (foreign)
    return {
      sentence: foreign[code].meaning,
      move: foreign[code].move,
      technical: `${failure.message} · ${failure.code}`,
    };
  const isOwn = audience === 'requester';
  return {
    sentence: isOwn ? failure.message : meaning,
    move: selfExplaining.has(code) ? '' : failure.move,
    technical: isOwn ? failure.code : `${failure.message} · ${failure.code}`,
  };
}
