// The one error of the tab: what went wrong, in words for the reader, and which field it belongs to.
import type { Problem } from '@repsys/core';
import { failureStrings } from '../strings.ts';
import { SignInFault } from '../teams/sign-in-fault.ts';

/**
 * refused: the server said no. offline: it did not answer. signIn: nobody is signed in. consent: somebody has to agree.
 * setUp: the app is not set up for signing in. unexpected: a fault of ours.
 */
export type FailureKind = 'refused' | 'offline' | 'signIn' | 'consent' | 'setUp' | 'unexpected';

export class TabFailure extends Error {
  override readonly name = 'TabFailure';
  readonly kind: FailureKind;
  readonly problem: Problem | undefined;
  constructor(kind: FailureKind, message: string, problem?: Problem) {
    super(message);
    this.kind = kind;
    this.problem = problem;
  }
}

export const offline = (): TabFailure => new TabFailure('offline', failureStrings.offline);
export const unexpected = (): TabFailure => new TabFailure('unexpected', failureStrings.unexpected);

/** Any error as a failure; errors of the sign-in keep their meaning. */
export function asFailure(error: unknown): TabFailure {
  if (error instanceof TabFailure) return error;
  return error instanceof SignInFault ? noToken(error) : unexpected();
}

/** What the browser knows of its network; nothing where there is no browser. */
const isOffline = (): boolean => globalThis.navigator?.onLine === false;

/** Without a network Teams has no token to give: no fault of the sign-in, its reader has to look at the connection. */
function noToken({ kind, message }: SignInFault): TabFailure {
  if (kind === 'consent') return new TabFailure('consent', message);
  if (isOffline()) return offline();
  if (kind === 'passing') return new TabFailure('offline', failureStrings.noToken(message));
  return new TabFailure('setUp', failureStrings.notSetUp(message));
}

/** Whether waiting and trying again may help without the reader. */
export const mayPass = ({ kind, problem }: TabFailure): boolean =>
  kind === 'offline' || (problem !== undefined && (problem.status >= 500 || problem.status === 429));

/** What the server says about one field. */
export function fieldMessage(failure: TabFailure | undefined, ...names: readonly string[]): string | undefined {
  return failure?.problem?.fields?.find(({ field }) => names.includes(field))?.message;
}
