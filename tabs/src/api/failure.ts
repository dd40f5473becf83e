// The one error of the tab: what went wrong, in words for the reader, and which field it belongs to.
import type { Problem } from '@repsys/core';
import { failureStrings } from '../strings.ts';

/** refused: the server said no. offline: it did not answer. signIn: nobody is signed in. unexpected: a fault of ours. */
export type FailureKind = 'refused' | 'offline' | 'signIn' | 'consent' | 'unexpected';

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
export const noToken = (): TabFailure =>
  navigator.onLine ? new TabFailure('offline', failureStrings.noToken) : offline();
export const unexpected = (): TabFailure => new TabFailure('unexpected', failureStrings.unexpected);

/** Any error as a failure; errors of the sign-in keep their meaning. */
export function asFailure(error: unknown): TabFailure {
  if (error instanceof TabFailure) return error;
  if (error instanceof Error && error.name === 'ConsentNeeded') return new TabFailure('consent', error.message);
  return unexpected();
}

/** Whether waiting and trying again may help without the reader. */
export const mayPass = ({ kind, problem }: TabFailure): boolean =>
  kind === 'offline' || (problem !== undefined && problem.status >= 500);

/** What the server says about one field. */
export function fieldMessage(failure: TabFailure | undefined, ...names: readonly string[]): string | undefined {
  return failure?.problem?.fields?.find(({ field }) => names.includes(field))?.message;
}
