// Columns of one row → a SourceRow: found by name, each once, every cell checked (rule 27).
import { type CellReader, cellReader } from './cell.ts';
import type { SourceRow } from './data-source.ts';
import { capped, type Place, plexError } from './failure.ts';

type Target = { readonly name: string; readonly index: number; readonly read: CellReader };

/** Builds rows in the order of the data source's columns. Columns of other names are passed over. */
export class RowBuilder {
  readonly #place: Place;
  readonly #targets: ReadonlyMap<string, Target>;
  readonly #width: number;
  /** The names of the previous row by position and what they meant: nearly every row repeats them. */
  readonly #order: { name: string; target: Target | undefined }[] = [];
  /** For each wanted column the number of the row that has it. */
  readonly #seenIn: Int32Array;
  #done: SourceRow[] = [];
  #row: (string | null)[] = [];
  #filled = 0;
  #position = 0;
  #value: string | undefined;
  #name: string | undefined;
  count = 0;

  constructor(place: Place) {
    const { columns } = place.source;
    this.#place = place;
    this.#width = columns.length;
    this.#seenIn = new Int32Array(columns.length);
    this.#targets = new Map(
      columns.map((column, index) => [column.name, { name: column.name, index, read: cellReader(column) }]),
    );
  }

  get waiting(): number {
    return this.#done.length;
  }

  take(): readonly SourceRow[] {
    const rows = this.#done;
    this.#done = [];
    return rows;
  }

  /** Whether a column of this name is read at all. */
  wants(name: string): boolean {
    return this.#targets.has(name);
  }

  begin(): void {
    this.#row = new Array<string | null>(this.#width);
    this.#filled = 0;
    this.#position = 0;
  }

  value(text: string): void {
    if (this.#value !== undefined) this.#refuse('a column has two values');
    this.#value = text;
  }

  name(text: string): void {
    if (this.#name !== undefined) this.#refuse('a column has two names');
    this.#name = text;
  }

  /** The end of a column: its cell is read when it is a wanted one. An absent value is an empty one. */
  column(): void {
    const name = this.#name;
    const text = this.#value ?? '';
    this.#name = undefined;
    this.#value = undefined;
    if (name === undefined) this.#refuse('a column has no name');
    this.cell(name, text);
  }

  /** A whole column of the row that was begun. */
  cell(name: string, text: string): void {
    const target = this.#targetAt(this.#position, name);
    this.#position += 1;
    if (target !== undefined) this.#fill(target, text);
  }

  end(): void {
    if (this.#filled !== this.#width) this.#refuseMissing();
    this.#done.push(this.#row);
    this.count += 1;
  }

  #targetAt(position: number, name: string): Target | undefined {
    const before = this.#order[position];
    if (before !== undefined && before.name === name) return before.target;
    const target = this.#targets.get(name);
    // Positions past the first few hundred are not remembered: a row of endless columns must not fill the memory.
    if (position < 512) this.#order[position] = { name, target };
    return target;
  }

  #fill(target: Target, text: string): void {
    const number = this.count + 1;
    if (this.#seenIn[target.index] === number) this.#refuse('the column comes twice', target.name);
    this.#seenIn[target.index] = number;
    const cell = target.read(text);
    if (cell === undefined) this.#refuseCell(target, text);
    else this.#row[target.index] = cell;
    this.#filled += 1;
  }

  #refuseCell(target: Target, text: string): never {
    const kind = this.#place.source.columns[target.index]?.kind ?? 'text';
    const what =
      text === '' ? `the cell is empty, not a value of kind ${kind}` : `"${capped(text, 80)}" is not of kind ${kind}`;
    return this.#refuse(what, target.name);
  }

  #refuseMissing(): never {
    const missing = [...this.#targets.values()].filter(({ index }) => this.#seenIn[index] !== this.count + 1);
    const names = missing.map(({ name }) => name).join(', ');
    return this.#refuse(`missing: ${names}`, names);
  }

  #refuse(what: string, column?: string): never {
    const row = this.count + 1;
    const where = column === undefined ? `row ${row}` : `row ${row}, column ${column}`;
    throw plexError('PLEX_UNEXPECTED_SHAPE', this.#place, `${where}: ${what}`, { row, column });
  }
}
