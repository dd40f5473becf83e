// Who calls: a person behind a verified credential, for as long as it is good.
import { AppError } from '@repsys/core';
import type { Person } from '../access.ts';

/** The token behind a caller, verified. `issuedAt` in ms since the epoch; `groupsElsewhere`: there are more groups than it could name. */
export type CallerToken = {
  readonly assertion: string;
  readonly issuedAt: number;
  readonly groupsElsewhere: boolean;
};

/** `expiresAt` in ms since the epoch. Whoever signed in for development has no token. */
export type Caller = { readonly person: Person; readonly expiresAt: number; readonly token?: CallerToken };

export type SignIn = {
  /** The caller behind a credential, as an Authorization header has it. Throws REQUEST_NOT_SIGNED_IN, REQUEST_CONSENT_NEEDED. */
  signIn(credential: string | undefined): Promise<Caller>;
};

export const notSignedIn = (message: string): AppError => new AppError('REQUEST_NOT_SIGNED_IN', message);

/** Nobody can tell now whether a sign-in is good; in a moment perhaps. */
export const cannotTell = (message: string): AppError =>
  new AppError('UNEXPECTED', message, { details: { status: 503, move: 'Try again in a moment.' } });
