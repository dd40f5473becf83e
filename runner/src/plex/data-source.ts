// The port to Plex: what a data source is, and how rows come out of it. Reports know this file and no adapter.

/** How a cell's text is read at the wall. The canonical text that comes out is ready for a PostgreSQL COPY. */
export type CellKind = 'text' | 'integer' | 'amount' | 'boolean' | 'timestamp';

/** A column that the report needs. `nullable`: empty text becomes null; otherwise an empty cell is refused (text: stays ''). */
export type SourceColumn = { readonly name: string; readonly kind: CellKind; readonly nullable?: boolean };

/** A Plex data source: its key (configuration), its name, and the columns that are read, by name (rule 27). */
export type DataSource = { readonly key: string; readonly name: string; readonly columns: readonly SourceColumn[] };

/** One row: canonical texts in the order of the data source's columns. */
export type SourceRow = readonly (string | null)[];

/** One call: inputs by name without '@'; undefined inputs are not sent. `slice` names the part asked for, in messages. */
export type SourceQuery = {
  readonly company: string;
  readonly source: DataSource;
  readonly inputs: Readonly<Record<string, string | undefined>>;
  readonly slice?: string;
  readonly signal: AbortSignal;
};

/** What is known of a call once its last row was handed over. `bytes` are those of the XML after inflating. */
export type SourceReceipt = { readonly rows: number; readonly bytes: number; readonly answeredAt: Date };

/** A running answer: batches of rows in order; `receipt()` is defined once the iteration has ended well. */
export type SourceAnswer = AsyncIterable<readonly SourceRow[]> & { receipt(): SourceReceipt };

/**
 * Plex, as the pipeline sees it.
 * `read` streams one answer. It throws PLEX_* errors; an answer that turns out broken throws before its iteration ends.
 * `check` asks for a data source's request template: proves address, account and grant with one small call.
 */
export type Plex = {
  read(query: SourceQuery): SourceAnswer;
  check(company: string, source: DataSource, signal: AbortSignal): Promise<void>;
};
