// Text of one answer in, checked rows out: a state machine over saxes events. It holds the open element, never the document.
import { AppError, type ErrorCode } from '@repsys/core';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { SourceRow } from './data-source.ts';
import { capped, type Place, plexError } from './failure.ts';
import { checkStatus, type StatusBlock } from './result-status.ts';
import { createFinder, hasText, type Node, node, type Operation } from './result-tree.ts';
import { RowBuilder } from './row-builder.ts';
import { RowLane } from './row-lane.ts';

/** Deepest nesting that is read; an answer of Plex has 11 levels. */
const maxDepth = 32;
/** Longest text, and longest stretch without a tag, in characters. */
const maxText = 1024 * 1024;

const rowEnd = '</Row>';
/** In text that holds these, the end of a row may stand inside a comment. */
const hidesTags = /<[!?]/;

const envelopeNamespaces = new Set([
  'http://schemas.xmlsoap.org/soap/envelope/',
  'http://www.w3.org/2003/05/soap-envelope',
]);

/**
 * Reads one answer of one operation. `write` and `close` throw PLEX_* errors; rows wait in `take` as soon as they are whole.
 * Only the first ResultSet carries data; further ones are skipped. The status block is judged before the first row.
 */
export class ResultParser {
  readonly #xml = new SaxesParser({ xmlns: false, position: false });
  readonly #find: (parent: Node, name: string) => Node;
  readonly #place: Place;
  readonly #rows: RowBuilder;
  readonly #lane: RowLane;
  readonly #open: Node[] = [node.document];
  readonly #status: StatusBlock = {};
  #depth = 0;
  #gathering = false;
  #text = '';
  #silence = 0;
  #resultSets = 0;
  #rowCount: string | undefined;
  #faultText: string | undefined;
  #answered = false;
  /** Whether the next character stands between two rows, where the quick lane may go on. */
  #betweenRows = false;
  /** A row that is not whole yet. */
  #begun = '';

  constructor(operation: Operation, place: Place) {
    this.#find = createFinder(operation);
    this.#place = place;
    this.#rows = new RowBuilder(place);
    this.#lane = new RowLane(this.#rows);
    this.#xml.on('doctype', () => this.#refuse('a DOCTYPE has no place in an answer'));
    this.#xml.on('opentag', (tag) => this.#enter(tag));
    this.#xml.on('closetag', () => this.#leave());
    this.#xml.on('text', (text) => this.#gather(text));
    this.#xml.on('cdata', (text) => this.#gather(text));
  }

  /** Rows read so far, taken or not. */
  get rowsRead(): number {
    return this.#rows.count;
  }

  /** Rows that wait to be taken. */
  get rowsWaiting(): number {
    return this.#rows.waiting;
  }

  /** Hands over the rows that wait. */
  take(): readonly SourceRow[] {
    return this.#rows.take();
  }

  /** The next piece of the answer, of any length. */
  write(text: string): void {
    const all = this.#begun + text;
    this.#begun = '';
    for (let at = 0; at < all.length; ) {
      const found = all.indexOf(rowEnd, at);
      if (found < 0) {
        this.#writeRest(all.slice(at));
        return;
      }
      const end = found + rowEnd.length;
      if (!this.#betweenRows || !this.#lane.take(all, at, end)) this.#parseRow(all.slice(at, end));
      at = end;
    }
  }

  /** The answer's end: throws PLEX_INCOMPLETE when the envelope is not closed. */
  close(): void {
    this.#parse(this.#begun);
    this.#guarded('PLEX_INCOMPLETE', 'the answer was cut off', () => this.#xml.close());
    if (!this.#answered) this.#refuse('the envelope holds neither a result nor a fault');
  }

  /** Text without the end of a row: it may be the beginning of one. */
  #writeRest(text: string): void {
    if (this.#betweenRows && !text.startsWith('</') && text.length < maxText) {
      this.#begun = text;
      return;
    }
    this.#parse(text);
    this.#betweenRows = false;
  }

  /** Text up to the end of a row. */
  #parseRow(text: string): void {
    this.#parse(text);
    this.#betweenRows &&= this.#open[this.#depth] === node.rows && !hidesTags.test(text);
  }

  #parse(text: string): void {
    this.#betweenRows = false;
    this.#guarded('PLEX_UNEXPECTED_SHAPE', 'the answer is not well-formed XML', () => this.#xml.write(text));
    this.#silence += text.length;
    if (this.#silence > maxText) this.#refuse(`a text or a tag is longer than ${maxText} characters`);
  }

  #guarded(code: ErrorCode, what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof AppError) throw error;
      const reason = error instanceof Error ? capped(error.message, 200) : '';
      throw plexError(code, this.#place, `${what} after row ${this.rowsRead}: ${reason}`, { row: this.rowsRead });
    }
  }

  #enter(tag: SaxesTagPlain): void {
    const parent = this.#open[this.#depth] ?? node.ignored;
    let kind = this.#find(parent, tag.name);
    this.#depth += 1;
    this.#silence = 0;
    if (kind === node.ignored || kind < node.column || this.#depth > maxDepth) kind = this.#checked(kind, parent, tag);
    this.#open[this.#depth] = kind;
    this.#gathering = hasText(kind);
    if (this.#gathering) this.#text = '';
  }

  /** What must be true of an element outside the columns of a row; the kind to go on with. */
  #checked(kind: Node, parent: Node, tag: SaxesTagPlain): Node {
    if (this.#depth > maxDepth) this.#refuse(`elements are nested deeper than ${maxDepth}`);
    if (hasText(parent)) this.#refuse(`an element stands where text is expected: ${capped(tag.name, 80)}`);
    if (parent === node.document) this.#checkEnvelope(kind, tag);
    if (kind === node.resultSets) checkStatus(this.#status, this.#place);
    if (kind === node.resultSet) {
      this.#resultSets += 1;
      if (this.#resultSets > 1) return node.ignored;
    }
    if (kind === node.row) this.#rows.begin();
    return kind;
  }

  #checkEnvelope(kind: Node, tag: SaxesTagPlain): void {
    const colon = tag.name.indexOf(':');
    const namespace = tag.attributes[colon < 0 ? 'xmlns' : `xmlns:${tag.name.slice(0, colon)}`];
    if (kind === node.envelope && namespace !== undefined && envelopeNamespaces.has(namespace)) return;
    this.#refuse(`the answer is not a SOAP envelope but <${capped(tag.name, 80)}>`);
  }

  #gather(text: string): void {
    if (!this.#gathering) return;
    this.#text = this.#text === '' ? text : this.#text + text;
    if (this.#text.length > maxText) this.#refuse(`a text is longer than ${maxText} characters`);
  }

  #leave(): void {
    const kind = this.#open[this.#depth] ?? node.ignored;
    this.#depth -= 1;
    this.#silence = 0;
    this.#gathering = false;
    if (kind === node.value) this.#rows.value(this.#text);
    else if (kind === node.name) this.#rows.name(this.#text);
    else if (kind === node.column) this.#rows.column();
    else if (kind === node.row) this.#endRow();
    else if (kind !== node.ignored) this.#leaveFrame(kind);
  }

  #endRow(): void {
    this.#rows.end();
    this.#betweenRows = true;
  }

  /** The end of an element around or before the rows. */
  #leaveFrame(kind: Node): void {
    const text = this.#text;
    if (kind === node.statusNo) this.#status.statusNo = text;
    else if (kind === node.error) this.#status.error = text;
    else if (kind === node.errorNo) this.#status.errorNo = text;
    else if (kind === node.message) this.#status.message = text;
    else if (kind === node.instanceNo) this.#status.instanceNo = text;
    else if (kind === node.rowCount) this.#rowCount = text;
    else if (kind === node.resultSet) this.#checkRowCount();
    else if (kind === node.result) this.#checkResult();
    else if (kind === node.faultText) this.#faultText ??= text;
    else if (kind === node.fault) this.#refuseFault();
  }

  #checkResult(): void {
    checkStatus(this.#status, this.#place);
    this.#answered = true;
  }

  #checkRowCount(): void {
    const told = this.#rowCount ?? '';
    if (!/^\d{1,15}$/.test(told)) this.#refuse(`RowCount is missing or not a number: "${capped(told, 40)}"`);
    if (Number(told) === this.rowsRead) return;
    const what = `RowCount tells ${told} rows, ${this.rowsRead} came`;
    throw plexError('PLEX_INCOMPLETE', this.#place, what, { rowCount: Number(told), rows: this.rowsRead });
  }

  #refuseFault(): never {
    const message = capped(this.#faultText ?? '') || 'no reason given';
    throw plexError('PLEX_FAULT', this.#place, `Plex answered with a SOAP fault: ${message}`, { plexMessage: message });
  }

  #refuse(what: string): never {
    throw plexError('PLEX_UNEXPECTED_SHAPE', this.#place, what, { row: this.rowsRead });
  }
}
