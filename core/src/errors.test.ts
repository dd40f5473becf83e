// The error table and the one class of failures.
import { describe, expect, it } from 'vitest';
import { AppError, asAppError, type ErrorCode, errorTable, isCode } from './errors.ts';

const codes = Object.keys(errorTable) as ErrorCode[];

describe('the error table', () => {
  it.each(codes)('says of %s what happened and what to do, in whole sentences', (code) => {
    const { meaning, move } = errorTable[code];
    for (const sentence of [meaning, move]) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('has families that say who must act', () => {
    const families: Readonly<Record<string, string>> = { REQUEST: 'requester', PLEX: 'operator', LEDGER: 'accountant' };
    for (const code of codes) {
      const expected = families[code.split('_')[0] ?? ''];
      if (expected) expect([code, errorTable[code].audience]).toEqual([code, expected]);
    }
  });

  it('calls nothing retryable that would fail again in the same way', () => {
    const never = codes.filter((code) =>
      /^(REQUEST|LEDGER|CONFIG)_|REJECTED|FAULT|SHAPE|TOO_LARGE|POISONED/.test(code),
    );
    // Too many open runs are fewer later; every other request stays as wrong as it is.
    expect(never.filter((code) => errorTable[code].retryable)).toEqual(['REQUEST_TOO_MANY']);
  });
});

describe('a failure', () => {
  it('knows its code, who must act, what to do and whether to try again', () => {
    const cause = new Error('socket');
    const error = new AppError('PLEX_BUSY', 'Plex answered with HTTP 503.', { details: { status: 503 }, cause });
    expect(error).toMatchObject({ name: 'AppError', code: 'PLEX_BUSY', retryable: true, audience: 'operator', cause });
    expect(error.move).toBe(errorTable.PLEX_BUSY.move);
    expect(error.details).toEqual({ status: 503 });
    expect(new AppError('UNEXPECTED', 'x').details).toEqual({});
  });

  it('stays itself, and anything else becomes UNEXPECTED with the original as cause', () => {
    const error = new AppError('RUN_CANCELLED', 'Cancelled by ann.');
    expect(asAppError(error)).toBe(error);
    const other = new TypeError('x is not a function');
    expect(asAppError(other)).toMatchObject({ code: 'UNEXPECTED', message: 'x is not a function', cause: other });
    expect(asAppError('broken')).toMatchObject({ code: 'UNEXPECTED', message: 'broken' });
  });

  it('is recognised by its code', () => {
    const error: unknown = new AppError('RUN_TIMED_OUT', 'late');
    expect([isCode(error, 'RUN_TIMED_OUT'), isCode(error, 'UNEXPECTED'), isCode(new Error('x'), 'UNEXPECTED')]).toEqual(
      [...[true, false, false]],
    );
  });
});
