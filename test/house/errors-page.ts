// The page docs/errors.md, written from the error table.
import { type ErrorCode, errorTable } from '@repsys/core';

const opening = `# Errors

One class, one table: every failure has a code that says what happened, who must act and what to do. The code stands in the record, in the log, on the terminal and
in the message to the asker, together with the step, the company and the place. *Tried again*: the same try may succeed later. The runner tries a slice of Plex
again by itself ([how often](settings.md#runner)); a run that has failed is taken up with \`npm run report -- resume RUN\`, finished steps are kept.

Written from \`core/src/errors.ts\`; after a change there: \`npx vitest run test/house/errors.test.ts -u\`.
`;

/** The families, in the order of the page: their heading and one sentence. */
const families: Readonly<Record<string, readonly [title: string, about: string]>> = {
  REQUEST: [
    'The request',
    "Found at the door, nothing is run and the command line exits with 2. A period outside the company's books is found in step 4 and fails the run.",
  ],
  PLEX: ['Plex', 'Nothing that was stored has changed: a step replaces its data whole or not at all.'],
  WAREHOUSE: ['PostgreSQL', 'What was accepted is on disk.'],
  LEDGER: [
    'The books',
    'The numbers do not prove. No workbook is delivered as good; the differences are on the terminal and in the record.',
  ],
  WORKBOOK: ['The workbook', 'The numbers are computed and kept; only the file is missing.'],
  DELIVERY: ['Delivery', 'The workbook is in the record; only the hand-over is missing.'],
  CONFIG: ['Settings', 'The process did not start; it exits with 78.'],
  RUN: ['The run', 'How a run ended before its end.'],
  UNEXPECTED: ['Anything else', 'A bug.'],
};

const familyOf = (code: string): string => Object.keys(families).find((family) => code.startsWith(family)) ?? '';

/** The whole page. Throws when a code belongs to no family. */
export function errorsPage(): string {
  const codes = Object.keys(errorTable) as ErrorCode[];
  const lost = codes.filter((code) => familyOf(code) === '');
  if (lost.length > 0) throw new Error(`no family for ${lost.join(', ')}`);
  const sections = Object.entries(families).map(([family, [title, about]]) =>
    section(
      title,
      about,
      codes.filter((code) => familyOf(code) === family),
    ),
  );
  return [opening, ...sections].join('\n');
}

function section(title: string, about: string, codes: readonly ErrorCode[]): string {
  const head = ['| Code | Who acts | What happened | What to do | Tried again |', '|---|---|---|---|---|'];
  return [`## ${title}`, '', about, '', ...head, ...codes.map(row), ''].join('\n');
}

function row(code: ErrorCode): string {
  const { audience, meaning, move, retryable } = errorTable[code];
  return `| \`${code}\` | ${audience} | ${meaning} | ${move} | ${retryable ? 'yes' : 'no'} |`;
}
