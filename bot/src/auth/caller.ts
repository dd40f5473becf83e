// Who calls: a person behind a verified credential, for as long as it is good.
import { AppError } from '@repsys/core';
import type { Person } from '../access.ts';

/** `expiresAt` in ms since the epoch. */
export type Caller = { readonly person: Person; readonly expiresAt: number };

/** Where a call comes from, as far as a development sign-in has to know. */
export type Connection = {
  /** The address at the other end of the socket. */
  readonly remoteAddress: string | undefined;
  readonly host: string | undefined;
  /** A proxy stands between, so the address says nothing. */
  readonly forwarded: boolean;
};

export type SignIn = {
  /** The caller behind a credential, as an Authorization header has it. Throws REQUEST_NOT_ALLOWED with status 401. */
  signIn(credential: string | undefined, connection: Connection): Promise<Caller>;
};

/** A refusal with its own HTTP status, and what to do about it. */
export function signInRefused(message: string, status: 401 | 503 = 401): AppError {
  const move = status === 401 ? 'Sign in again.' : 'Try again in a moment.';
  return new AppError(status === 401 ? 'REQUEST_NOT_ALLOWED' : 'UNEXPECTED', message, { details: { status, move } });
}
