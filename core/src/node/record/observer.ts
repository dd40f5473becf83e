// Who counts is told where the record changes: once, after the commit, in the process that made the change.
import type { ErrorCode } from '@repsys/core';

export type AcceptedRequest = {
  readonly run: number;
  readonly request: number;
  readonly source: string;
  readonly outcome: 'new' | 'joined' | 'repeated';
};

/** `seconds`: how long it waited since it was accepted. */
export type StartedRun = { readonly run: number; readonly report: string; readonly seconds: number };

/** `seconds`: since it was first claimed; null when it never was. `code`: why it did not end well. */
export type EndedRun = {
  readonly run: number;
  readonly report: string;
  readonly company: number;
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly seconds: number | null;
  readonly code?: ErrorCode;
};

/** `sent`: handed over, not proved; `failed`: one try in vain, it falls due again. */
export type DeliveryMove = {
  readonly channel: string;
  readonly status: 'sent' | 'confirmed' | 'failed' | 'given-up';
};

/** None of these may throw. */
export type RecordObserver = {
  requestAccepted(request: AcceptedRequest): void;
  runStarted(run: StartedRun): void;
  runEnded(run: EndedRun): void;
  deliveryMoved(move: DeliveryMove): void;
};

const nothing = (): void => undefined;

/** Nobody counts. */
export const noObserver: RecordObserver = {
  requestAccepted: nothing,
  runStarted: nothing,
  runEnded: nothing,
  deliveryMoved: nothing,
};
