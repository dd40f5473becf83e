// The Run sheet: who asked for what, from which data and how old, what was done and how long it took.
import type { Sheet, SheetColumn, SheetRow } from './sheet.ts';

const columns: readonly SheetColumn[] = [
  { header: 'What', kind: 'text', width: 44 },
  { header: 'Value', kind: 'text', width: 66 },
  { header: 'Remark', kind: 'text', width: 96 },
  { header: 'Rows', kind: 'integer', width: 14 },
  { header: 'Seconds', kind: 'amount', width: 12 },
];

/** One line; `rows` is a count, `seconds` decimal text. */
export type RunLine = {
  readonly what: string;
  readonly value: string;
  readonly rows?: number;
  readonly seconds?: string;
  readonly remark?: string;
};

/** Titled groups of lines. Lines may be known only when the sheets before this one are written: hence the function. */
export function runSheet(
  groups: () => readonly (readonly [title: string, lines: readonly RunLine[]])[],
  stamp: string | undefined,
): Sheet {
  return { name: 'Run', columns, rows: lateRows(groups), ...(stamp !== undefined && { stamp }) };
}

function* lateRows(groups: () => readonly (readonly [string, readonly RunLine[]])[]): Generator<readonly SheetRow[]> {
  for (const [title, lines] of groups()) {
    yield [{ style: 'section', cells: [title] }, ...lines.map(lineRow)];
  }
}

function lineRow({ what, value, rows, seconds, remark }: RunLine): SheetRow {
  return [what, value, remark ?? null, rows === undefined ? null : String(rows), seconds ?? null];
}
