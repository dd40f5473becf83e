// What the answers of an upload address mean: go on, ask where we are, wait, done, or give up with a code.
import { AppError, type ErrorCode } from '@repsys/core';
import { z } from 'zod';
import type { Answer } from './line.ts';
import { retryAfterMs } from './patience.ts';

/** Bytes that the server still misses: `from` included, `to` not. */
export type Gap = { readonly from: number; readonly to: number };

const itemSchema = z.looseObject({ id: z.string().min(1), name: z.string().optional(), size: z.number().optional() });

/** The final answer: the file as the library tells it. */
export type UploadedItem = z.infer<typeof itemSchema>;

export type Meaning =
  | { readonly kind: 'done'; readonly item: UploadedItem | null }
  | { readonly kind: 'next'; readonly gap: Gap }
  | { readonly kind: 'ask'; readonly why: string }
  | { readonly kind: 'wait'; readonly why: string; readonly askedMs: number | undefined; readonly thenAsk: boolean };

const stateSchema = z.looseObject({ nextExpectedRanges: z.array(z.string()) });

/** What an answer to a range means. Throws AppError for those that end the upload. */
export function meaningOfRange(answer: Answer, total: number): Meaning {
  const { status } = answer;
  if (status === 200 || status === 201) return finished(answer);
  if (status === 202) return gapOf(answer, total) ?? { kind: 'ask', why: 'HTTP 202' };
  if (status === 416) return { kind: 'ask', why: 'HTTP 416' };
  return passing(answer);
}

/** What an answer to "where are we" means. Throws AppError for those that end the upload. */
export function meaningOfStatus(answer: Answer, total: number): Meaning {
  if (answer.status === 416) return waiting(answer, 'HTTP 416');
  if (answer.status !== 200 && answer.status !== 201 && answer.status !== 202) return passing(answer);
  const state = stateSchema.safeParse(json(answer.body));
  if (!state.success) return finished(answer);
  // Nothing is missing and no file is told: the library has everything and is still putting it together.
  if (state.data.nextExpectedRanges.length === 0) return { kind: 'done', item: null };
  return gapOf(answer, total) ?? waiting(answer, 'an unreadable state');
}

function finished(answer: Answer): Meaning {
  const item = itemSchema.safeParse(json(answer.body));
  return { kind: 'done', item: item.success ? item.data : null };
}

/** The first missing piece, as far as it can be read and lies inside the file. */
function gapOf({ body }: Answer, total: number): Meaning | undefined {
  const state = stateSchema.safeParse(json(body));
  const [, from, to] = /^(\d{1,15})-(\d{1,15})?$/.exec((state.success && state.data.nextExpectedRanges[0]) || '') ?? [];
  if (from === undefined) return undefined;
  const gap = { from: Number(from), to: to === undefined ? total : Math.min(Number(to) + 1, total) };
  return gap.from < gap.to ? { kind: 'next', gap } : undefined;
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

const waiting = ({ headers, status }: Answer, why: string): Meaning => ({
  kind: 'wait',
  why,
  askedMs: retryAfterMs(headers['retry-after']),
  // Throttled ranges were not taken; after any other failure only the server knows what it has.
  thenAsk: status !== 429,
});

const ends: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  401: ['DELIVERY_URL_EXPIRED', 'The upload address is no longer valid'],
  403: ['DELIVERY_NOT_ALLOWED', 'The library refused the file'],
  404: ['DELIVERY_URL_EXPIRED', 'The upload address is no longer valid'],
  409: ['DELIVERY_FAILED', 'The library has a file of this name and did not replace it'],
  410: ['DELIVERY_URL_EXPIRED', 'The upload address is no longer valid'],
  413: ['DELIVERY_TOO_LARGE', 'The library takes no file of this size'],
  423: ['DELIVERY_FAILED', 'The file of this name is locked in the library, probably open in Excel'],
  507: ['DELIVERY_LIBRARY_FULL', 'The library has no room left for the file'],
};

function passing(answer: Answer): Meaning {
  const { status } = answer;
  const end = ends[status];
  if (end) throw new AppError(end[0], `${end[1]} (HTTP ${status}).`, { details: { httpStatus: status } });
  if (status === 408 || status === 425 || status === 429 || status >= 500) return waiting(answer, `HTTP ${status}`);
  const what = status >= 300 && status < 400 ? 'points elsewhere, which is not followed' : 'did not take the file';
  throw new AppError('DELIVERY_FAILED', `The upload address ${what} (HTTP ${status}).`, {
    details: { httpStatus: status },
  });
}
