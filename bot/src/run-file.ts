// The file of a run, for whoever may have it: the one place that decides, and the only way to its bytes. Asked when a file
// is offered, when it is allowed, and right before its bytes leave the house: a right may have been taken away in between.
import { AppError } from '@repsys/core';
import { type Database, type RunView, readWorkbookParts, readWorkbookRange, viewRun } from '@repsys/core/node';
import type { Access, Person } from './access.ts';
import { unknownRun } from './desk-rules.ts';
import { mayHaveFile } from './run-rights.ts';

/** What is known of the file, and its bytes: in parts, or from `first` to `last`, both included. */
export type RunFile = NonNullable<RunView['workbook']> & {
  readonly company: number;
  parts(): AsyncGenerator<Buffer>;
  range(first: number, last: number): AsyncGenerator<Buffer>;
};

type Ground = { readonly database: Database; readonly access: Access };

/** The file for its reader. Throws REQUEST_RUN_UNKNOWN without a right to it, and when there is none. */
export async function fileFor({ database, access }: Ground, person: Person, run: number): Promise<RunFile> {
  const view = await viewRun(database, run);
  if (!mayHaveFile(access.rightsOf(person), view.company)) throw unknownRun(run);
  const file = fileIn(database, view);
  if (file) return file;
  throw new AppError('REQUEST_RUN_UNKNOWN', `Run ${run} has no workbook.`);
}

/**
 * The file that is on its way to a person. Throws DELIVERY_NO_RIGHT in words for whoever waits for it, DELIVERY_FAILED
 * when there is none. `lacksGroups`: rights may go by groups that are not known now.
 */
export async function fileOnItsWay(
  { database, access }: Ground,
  person: Person,
  run: number,
  lacksGroups: boolean,
): Promise<RunFile> {
  const view = await viewRun(database, run);
  if (!mayHaveFile(access.rightsOf(person), view.company))
    throw new AppError('DELIVERY_NO_RIGHT', lacksGroups ? groupsUnknown : rightGone);
  const file = fileIn(database, view);
  if (file) return file;
  throw new AppError('DELIVERY_FAILED', `Run ${run} has no workbook.`);
}

const rightGone = 'Whoever asked for this file has no right to see its company any more.';
const groupsUnknown =
  'The groups of whoever asked for this file are not known just now. Open the tab once, then press “Offer again”.';

function fileIn(database: Database, { id, company, workbook }: RunView): RunFile | undefined {
  if (!workbook) return undefined;
  return {
    ...workbook,
    company,
    parts: () => readWorkbookParts(database, id),
    range: (first, last) => readWorkbookRange(database, id, first, last),
  };
}
