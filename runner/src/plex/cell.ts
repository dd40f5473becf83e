// One cell of Plex's all-text answers → the canonical text of its kind, ready for a PostgreSQL COPY (rules 27 and 29).
import { parseAmount } from '@repsys/core';
import type { CellKind, SourceColumn } from './data-source.ts';
import { timestampText } from './timestamp.ts';

/** Canonical text, null for an empty nullable cell, undefined when the text is not of the column's kind. */
export type CellReader = (text: string) => string | null | undefined;

const integerForm = /^-?\d{1,19}$/;
const amountForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
/** Plain amounts of up to 13 whole digits need no arithmetic to be known as small enough. */
const smallAmountForm = /^-?\d{1,13}(?:\.\d{0,40})?$/;
const longestAmount = 100;
/** 10^28 in hundred-thousandths: sums of many still fit into numeric(38,5). */
const amountLimit = 10n ** 33n;
const int8 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

const readers: Readonly<Record<CellKind, (text: string) => string | undefined>> = {
  text: (text) => text,
  integer: integerText,
  amount: amountText,
  boolean: booleanText,
  timestamp: timestampText,
};

/** The reader of a column. Empty text: null when nullable, '' for text, otherwise refused (undefined). */
export function cellReader({ kind, nullable = false }: SourceColumn): CellReader {
  const read = readers[kind];
  const empty = nullable ? null : kind === 'text' ? '' : undefined;
  return (text) => (text === '' ? empty : read(text));
}

/** Digits with an optional minus, within int8; unchanged. */
function integerText(text: string): string | undefined {
  if (!integerForm.test(text)) return undefined;
  if (text.length < 19) return text;
  const value = BigInt(text);
  return value >= int8.least && value <= int8.most ? text : undefined;
}

/** Plain or exponent decimal, unchanged: PostgreSQL rounds it to 5 places. Refused when 10^28 or more after rounding. */
function amountText(text: string): string | undefined {
  if (smallAmountForm.test(text)) return text;
  if (text.length > longestAmount || !amountForm.test(text)) return undefined;
  const value = parseAmount(text);
  return value < amountLimit && value > -amountLimit ? text : undefined;
}

function booleanText(text: string): string | undefined {
  switch (text) {
    case 'True':
    case 'true':
    case '1':
      return 't';
    case 'False':
    case 'false':
    case '0':
      return 'f';
    default:
      return undefined;
  }
}
