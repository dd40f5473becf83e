// Faults that are part of an answer: results that are wrong, and text that is cut, dripped or padded.
import type { Table } from './data-source.ts';
import { dataSources } from './data-sources.ts';
import type { FaultName } from './faults.ts';
import type { ExecutionResult } from './soap-envelope.ts';

const hugeRows = 7_500;
const padding = 'x'.repeat(8_000);

/** The result as the fault leaves it; untouched by faults that are not about the result. */
export function spoilResult(result: ExecutionResult, fault: FaultName): ExecutionResult {
  const { table, ...status } = result;
  if (fault === 'error-true') {
    return { ...status, statusNo: 1, error: true, message: 'The data source failed (sandbox fault error-true).' };
  }
  if (fault === 'status-no') return { ...status, statusNo: 7, message: 'Incomplete (sandbox fault status-no).' };
  if (fault === 'empty') return status;
  if (!table) return result;
  if (fault === 'wrong-row-count') return { ...result, announcedRows: table.rowCount + 1 };
  return { ...result, table: spoilTable(table, fault, result.key) };
}

function spoilTable(table: Table, fault: FaultName, key: number): Table {
  const source = dataSources.get(key);
  const { columns, rowCount } = table;
  if (fault === 'wrong-shape') {
    const gone = columns.indexOf(source?.vital ?? '');
    return mapTable(
      table,
      (each) => each.filter((_, index) => index !== gone),
      columns.filter((_, index) => index !== gone),
    );
  }
  if (fault === 'bad-cell') {
    const bad = columns.indexOf(source?.numeric ?? '');
    const middle = Math.floor(rowCount / 2);
    return mapTable(table, (each, row) => (row === middle ? each.with(bad, 'abc') : each));
  }
  if (fault === 'missing-account') return withoutSome(table);
  if (fault === 'huge') return { columns: [...columns, 'Padding'], rowCount: hugeRows, rows: paddedRows(table) };
  return table;
}

type Row = readonly string[];

function mapTable({ rows, rowCount, columns }: Table, map: (row: Row, index: number) => Row, to = columns): Table {
  const mapped = function* () {
    let index = 0;
    for (const row of rows) yield map(row, index++);
  };
  return { columns: to, rowCount, rows: mapped() };
}

/** Leaves out every 50th row and the last one. */
function withoutSome({ columns, rowCount, rows }: Table): Table {
  const isKept = (index: number) => index % 50 !== 49 && index !== rowCount - 1;
  const kept = function* () {
    let index = 0;
    for (const row of rows) if (isKept(index++)) yield row;
  };
  const left = Math.floor(rowCount / 50) + (rowCount % 50 === 0 ? 0 : 1);
  return { columns, rowCount: rowCount - left, rows: kept() };
}

function* paddedRows({ columns, rows }: Table): Generator<Row> {
  let first: Row = columns.map(() => '');
  for (const row of rows) {
    first = row;
    break;
  }
  for (let row = 0; row < hugeRows; row++) yield [...first, padding];
}

const doctype = '<!DOCTYPE answer [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>';

/** Puts a document type with entities behind the XML declaration. */
export function* withDoctype(chunks: Iterable<string>): Generator<string> {
  let isFirst = true;
  for (const chunk of chunks) {
    yield isFirst ? chunk.replace('?>', `?>${doctype}`) : chunk;
    isFirst = false;
  }
}

/** The text up to the middle of its first chunk, so that it ends inside the XML. */
export function* firstHalf(chunks: Iterable<string>): Generator<string> {
  for (const chunk of chunks) {
    yield chunk.slice(0, Math.ceil(chunk.length / 2));
    return;
  }
}

const dripped = 20_000;

/** Pieces of 5 characters for the first 20,000, then of 499. */
export function* pieces(chunks: Iterable<string>): Generator<string> {
  let sent = 0;
  for (const chunk of chunks) {
    for (let start = 0; start < chunk.length; ) {
      const size = sent < dripped ? 5 : 499;
      yield chunk.slice(start, start + size);
      start += size;
      sent += size;
    }
  }
}
