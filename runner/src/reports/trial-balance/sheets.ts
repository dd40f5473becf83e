// The workbook of the trial balance: Summary, Trial Balance, Checks, Run.
import { createHash } from 'node:crypto';
import { formatPeriod } from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import { checksSheet, verdictStyle, verdictWords } from '../../workbook/checks-sheet.ts';
import { type RunLine, runSheet } from '../../workbook/run-sheet.ts';
import { isShownExactly, type Sheet, type SheetColumn, type SheetRow, type StyledRow } from '../../workbook/sheet.ts';
import type { ReportContext, ReportSheets, RunFacts } from '../report.ts';
import { readRanges } from './calendar.ts';
import { type SummaryRow, summarySheet } from './sheets/summary.ts';

const rowsStatement = sqlFile('./sheets/rows.sql', import.meta.url);
const summaryStatement = sqlFile('./sheets/summary.sql', import.meta.url);

export const trialBalanceColumns: readonly SheetColumn[] = [
  { header: 'Period', kind: 'text', width: 11 },
  { header: 'Category Type', kind: 'text', width: 15 },
  { header: 'Category Name', kind: 'text', width: 24 },
  { header: 'Sub Category Name', kind: 'text', width: 28 },
  { header: 'Account No', kind: 'text', width: 18 },
  { header: 'Account Name', kind: 'text', width: 46 },
  { header: 'Current Debit/(Credit)', kind: 'amount', width: 20 },
  { header: 'YTD Debit/(Credit)', kind: 'amount', width: 20 },
  { header: 'Debit', kind: 'amount', width: 18 },
  { header: 'Credit', kind: 'amount', width: 18 },
  { header: 'YTD Debit', kind: 'amount', width: 20 },
  { header: 'YTD Credit', kind: 'amount', width: 20 },
];

/** Behind the others where cells have more digits than Excel keeps. */
const exactColumn: SheetColumn = { header: 'Exact Amounts', kind: 'text', width: 60 };

/** A row with its exact amounts as text behind it, empty where Excel shows each as it is. */
function withExact(row: readonly (string | null)[]): readonly (string | null)[] {
  const texts = trialBalanceColumns.flatMap(({ header, kind }, index) => {
    const text = kind === 'amount' ? (row[index] ?? '') : '';
    return isShownExactly(text) ? [] : [`${header} ${text}`];
  });
  return [...row, texts.join('; ')];
}

/** The four sheets, and the hash of the trial balance's rows once they are written. */
export async function trialBalanceSheets(
  context: ReportContext,
  facts: RunFacts,
  signal: AbortSignal,
): Promise<ReportSheets> {
  const { from, to } = context.parameters;
  const values = { company: context.company, from, to };
  const summary = await context.warehouse.query<SummaryRow>(summaryStatement, values, signal);
  const lines = await runLines(context, facts, summary);
  const hash = createHash('sha256');
  let sha256: string | undefined;
  const isExact = facts.checks.every(({ id, passed }) => id !== 'exact-cells' || passed);
  const columns = isExact ? trialBalanceColumns : [...trialBalanceColumns, exactColumn];
  const stamp = facts.stamp !== undefined && { stamp: facts.stamp };
  async function* rows(): AsyncGenerator<readonly SheetRow[]> {
    for await (const batch of context.warehouse.stream(rowsStatement, values, signal)) {
      hash.update(batch.map((row) => `${row.join('\t')}\n`).join(''));
      yield isExact ? batch : batch.map(withExact);
    }
    sha256 = hash.digest('hex');
  }
  const dataSha256 = () => {
    if (sha256 === undefined) throw new Error('The rows have not been written yet.');
    return sha256;
  };
  const heading: readonly StyledRow[] = [
    { style: 'section', cells: [headline(context, facts)] },
    { style: verdictStyle(facts.checks), cells: [verdictWords(facts.checks)] },
  ];
  const sheets: readonly Sheet[] = [
    { ...summarySheet(summary, facts.stamp !== undefined, heading), ...stamp },
    { name: 'Trial Balance', columns, rows: rows(), autofilter: true, ...stamp },
    checksSheet(facts.checks, facts.stamp),
    runSheet(
      () => [...lines, ['Proof', [{ what: 'SHA-256 of the rows of the trial balance', value: dataSha256() }]]],
      facts.stamp,
    ),
  ];
  return { sheets, dataSha256 };
}

/** What a person reads first. */
function headline({ company, parameters: { from, to }, run }: ReportContext, { companyName }: RunFacts): string {
  const periods = from === to ? formatPeriod(from) : `${formatPeriod(from)} to ${formatPeriod(to)}`;
  return `Trial balance ${periods}, ${companyName} (${company}), run ${run}`;
}

type Group = readonly [string, readonly RunLine[]];

async function runLines(
  context: ReportContext,
  facts: RunFacts,
  summary: readonly SummaryRow[],
): Promise<readonly Group[]> {
  return [
    ['Request', requestLines(context, facts)],
    ['Data', await dataLines(context, summary)],
    ['Steps', facts.steps.map(stepLine)],
    ['Software', [{ what: 'Report system', value: `repsys ${context.version}, Node.js ${process.versions.node}` }]],
  ];
}

function requestLines({ company, parameters, run, today }: ReportContext, facts: RunFacts): readonly RunLine[] {
  return [
    { what: 'Run', value: `${run}`, remark: facts.attempt > 1 ? `attempt ${facts.attempt}` : '' },
    { what: 'Company', value: `${company} ${facts.companyName}` },
    { what: 'Periods', value: `${formatPeriod(parameters.from)} to ${formatPeriod(parameters.to)}` },
    { what: 'Asked by', value: facts.requesters.join(', ') },
    { what: 'Asked at', value: moment(facts.acceptedAt) },
    { what: 'Day of the books', value: today },
    { what: 'Verdict', value: verdictWords(facts.checks) },
  ];
}

async function dataLines(context: ReportContext, summary: readonly SummaryRow[]): Promise<readonly RunLine[]> {
  const { start, end, startOpen, endOpen } = await readRanges(context);
  const rows = summary.reduce((sum, row) => sum + row.accounts, 0);
  return [
    { what: 'Source', value: context.source },
    {
      what: 'Closed periods',
      value: start === 0 || end === 0 ? 'none yet' : `${formatPeriod(start)} to ${formatPeriod(end)}`,
      remark: `${await readAt(context, 'AccountingBalanceAppendPeriodRange')}, from the reporting replica, itself up to 4 h old`,
    },
    {
      what: 'Open periods',
      value: `${formatPeriod(startOpen)} to ${formatPeriod(endOpen)}`,
      remark: `${await readAt(context, 'AccountActivitySummaryGetOpenPeriodRange')}, live`,
    },
    { what: 'Rows of the trial balance', value: 'accounts × periods', rows },
  ];
}

/** To the second, in UTC: `2024-05-06 07:08:09 UTC`. */
const moment = (time: Date): string => `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** Rule 41: when the data were read, also where a later attempt kept them, and how old they are now. */
async function readAt(context: ReportContext, step: string): Promise<string> {
  const remembered = await context.warehouse.recall(step);
  if (!remembered) return 'not read';
  const minutes = Math.round((Date.now() - remembered.writtenAt) / 60_000);
  return `read at ${moment(new Date(remembered.writtenAt))}, ${minutes} min before this was written`;
}

function stepLine(step: RunFacts['steps'][number]): RunLine {
  const { name, title, status, rows, startedAt, finishedAt, note } = step;
  const seconds =
    startedAt !== null && finishedAt !== null ? { seconds: ((finishedAt - startedAt) / 1000).toFixed(3) } : {};
  return { what: title, value: `${name}, ${status}`, ...(rows !== null && { rows }), ...seconds, remark: note ?? '' };
}
