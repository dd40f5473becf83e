// Rows of the record as the tab's reader may see them.
import {
  type ApiDelivery,
  type ApiRun,
  type ApiRunLine,
  type ErrorCode,
  errorTable,
  type Failure,
  type QueueAnswer,
  type ReportDescription,
} from '@repsys/core';
import type { ArchiveLine, RunView } from '@repsys/core/node';
import { z } from 'zod';
import type { Person } from '../access.ts';
import type { SeenDelivery } from '../request-desk.ts';
import { isOwn } from '../run-rights.ts';

type Holder = QueueAnswer['runs'][number]['holder'];
type Expected = { readonly p50: number; readonly p90: number };

/** A code of an older version may have left the table. */
const codeOf = (code: string): ErrorCode => (code in errorTable ? (code as ErrorCode) : 'UNEXPECTED');

/** A run as one line, for one reader. */
export function lineOf(person: Person, line: ArchiveLine): ApiRunLine {
  const { persons: _, runner: __, attemptOf: ___, cancelRequestedBy: ____, failureCode, ...rest } = line;
  return {
    ...rest,
    requesters: [...rest.requesters],
    failureCode: failureCode && codeOf(failureCode),
    mine: isOwn(person, line),
  };
}

/** The other run that holds the company of a waiting one. */
export function holderOf(line: ArchiveLine, holders: readonly ArchiveLine[]): Holder {
  if (line.status !== 'queued') return null;
  const holder = holders.find(({ company, id }) => company === line.company && id !== line.id);
  if (!holder) return null;
  return { run: holder.id, runner: holder.runner, stepTitle: holder.stepTitle, since: holder.startedAt };
}

function failureOf(failure: Failure | null): ApiRun['failure'] {
  if (!failure) return null;
  const { code, message, move, step } = failure;
  return { code: codeOf(code), message, move, ...(step !== undefined && { step }) };
}

/** Everything of a run that does not depend on its reader. */
export type WholeRun = {
  readonly view: RunView;
  readonly report: ReportDescription | undefined;
  readonly expected: ReadonlyMap<string, Expected>;
};

/** The steps with what is known of them from the catalogue and from past runs. */
export function stepsOf({ view, report, expected }: WholeRun): ApiRun['steps'] {
  return view.steps.map((step) => ({
    ...step,
    reads: report?.steps.find(({ name }) => name === step.name)?.reads ?? null,
    expected: expected.get(step.name) ?? null,
  }));
}

/** When the oldest numbers of a run were read. */
export function readAt(steps: ApiRun['steps']): number | null {
  const times = steps.flatMap(({ reads, startedAt }) => (reads === 'outside' && startedAt !== null ? [startedAt] : []));
  return times.length === 0 ? null : Math.min(...times);
}

export const checksOf = ({ checks }: RunView): ApiRun['checks'] =>
  checks.map(({ code, ...check }) => ({
    ...check,
    differences: check.differences.map((each) => ({ ...each })),
    ...(code !== undefined && { code: codeOf(code) }),
  }));

export const workbookOf = ({ workbook }: RunView): ApiRun['workbook'] =>
  workbook && {
    name: workbook.fileName,
    bytes: workbook.bytes,
    sha256: workbook.sha256,
    dataSha256: workbook.dataSha256,
  };

export const runFailure = ({ failure }: RunView): ApiRun['failure'] => failureOf(failure);

/** The part of a receipt that says something to people; the rest is between channel and record. */
const receiptSchema = z.object({
  name: z.string().optional().catch(undefined),
  bytes: z.int().optional().catch(undefined),
  sha256: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
  shared: z.boolean().optional().catch(undefined),
});

/** A delivery for one reader: where the file of somebody else lies is not told. */
export function deliveryOf(person: Person, delivery: SeenDelivery): ApiDelivery {
  const { id, requester, channel, status, attempts, askedAt, finishedAt } = delivery;
  const mine = delivery.person === person.id;
  const { url, ...receipt } = receiptSchema.parse(delivery.receipt ?? {});
  return {
    ...{ id, requester, mine, channel, status, attempts, askedAt, finishedAt },
    receipt: delivery.receipt && { ...receipt, ...(mine && url !== undefined && { url }) },
    failure: failureOf(delivery.failure),
    may: { send: delivery.maySend },
  };
}
