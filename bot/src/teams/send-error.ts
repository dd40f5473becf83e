// What a failed call of Teams' connector means: wait, gone, too large, or perhaps posted.
import { AppError } from '@repsys/core';

/** What a failed call of the connector looks like. */
type RestFailure = {
  readonly statusCode?: number;
  readonly code?: string;
  readonly response?: { readonly headers?: { get?(name: string): unknown } };
};

/** Codes of a connection that never came about: nothing was sent. */
const notSent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;

/** What a failed call of the connector means. `posting`: a repeat would show the message twice. */
export function translateSendError(error: unknown, posting: boolean): AppError {
  if (error instanceof AppError) return error;
  const { statusCode = 0, code = '', response } = (error ?? {}) as RestFailure;
  const cause = { cause: error };
  if (isRemoved(statusCode, code)) return gone(`Teams refuses messages of the bot here (${statusCode} ${code}).`);
  if (statusCode === 404)
    return new AppError('DELIVERY_FAILED', 'The message is no longer there.', { ...cause, details: { missing: true } });
  if (statusCode === 413) return new AppError('DELIVERY_TOO_LARGE', 'The message is too large for Teams.', cause);
  if (statusCode === 401 || statusCode === 429 || statusCode === 412 || notSent.test(code))
    return new AppError('DELIVERY_BUSY', `Teams asks to wait (${statusCode || code}).`, {
      ...cause,
      details: { retryAfterMs: pauseOf(response?.headers?.get?.('retry-after'), statusCode) },
    });
  if (statusCode >= 500 || statusCode === 0) {
    const what = `Teams did not answer properly (${statusCode || code || 'no answer'}).`;
    const details = { retryAfterMs: pauseOf(response?.headers?.get?.('retry-after'), statusCode) };
    return posting ? uncertain(what, error) : new AppError('DELIVERY_BUSY', what, { ...cause, details });
  }
  return new AppError('DELIVERY_FAILED', `Teams refused the message (${statusCode} ${code}).`, cause);
}

/** Only these say that the bot is out, or blocked by the person. Any other 403 is a policy or a passing trouble, and the conversation stays. */
const removed =
  /^(BotNotIn|BotNotFound|ConversationNotFound|ConversationBlockedByUser|MessageWritesBlocked|ForbiddenOperation)/i;

const isRemoved = (status: number, code: string): boolean => (status === 403 || status === 404) && removed.test(code);

const longestPauseMs = 60_000;
const usualPauseMs = 2_000;
/** A token that is refused is a matter of minutes or of an operator. */
const refusedPauseMs = 30_000;

function pauseOf(retryAfter: unknown, status: number): number {
  const seconds = Number(retryAfter ?? Number.NaN);
  if (Number.isFinite(seconds)) return Math.min(Math.max(seconds, 0) * 1_000, longestPauseMs);
  return status === 401 ? refusedPauseMs : usualPauseMs;
}

/** The bot is out of the conversation. */
export const gone = (what: string): AppError => new AppError('DELIVERY_CHAT_GONE', what);
/** It may have been posted. */
export const uncertain = (what: string, cause?: unknown): AppError =>
  new AppError('DELIVERY_UNCERTAIN', what, { cause });
