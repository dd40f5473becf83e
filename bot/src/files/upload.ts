// Sends a file to an upload session of OneDrive or SharePoint: ranges in order, believing what the server says it misses.
// The same for an address from a file consent and for one from Graph; why it is our own: docs/adr/0009.
import { AppError, isCode } from '@repsys/core';
import { uploadAddress } from './hosts.ts';
import { type Line, type LineOptions, openLine } from './line.ts';
import { type Patience, pause, usualPatience } from './patience.ts';
import type { ReadRange } from './ranges.ts';
import { type Gap, type Meaning, meaningOfRange, meaningOfStatus, type UploadedItem } from './upload-answer.ts';

/** Ranges must be a multiple of this many bytes (320 KiB), except the last one. */
export const rangeUnit = 327_680;
const usualRange = 16 * rangeUnit;
const largestRange = 60 * 1_048_576 - 1;

/** How uploads are done: further allowed hosts, range size (multiple of 320 KiB, under 60 MiB; 5 MiB unless told), patience, line. */
export type UploadOptions = LineOptions & {
  readonly allowedHosts?: readonly string[] | undefined;
  readonly rangeBytes?: number | undefined;
  readonly patience?: Patience | undefined;
};

/** A file to send; `read` is asked for one range at a time, forward unless the server lost something. */
export type Upload = UploadOptions & {
  readonly url: string;
  readonly bytes: number;
  readonly read: ReadRange;
  readonly signal: AbortSignal;
  /** Told after each range that the server has taken: bytes it has, of how many. */
  readonly onProgress?: ((taken: number, total: number) => void) | undefined;
};

/** `item` is null when the server has the whole file but told nothing of it; `requests` counts all, `tries` those in vain. */
export type Uploaded = { readonly item: UploadedItem | null; readonly requests: number; readonly tries: number };

/**
 * Sends the file; memory holds one range. Throws DELIVERY_URL_EXPIRED (ask for a new address; `details.allSent` when the last
 * range had been sent), DELIVERY_LIBRARY_FULL, DELIVERY_NOT_ALLOWED, DELIVERY_TOO_LARGE, DELIVERY_FAILED, or the signal's reason.
 */
export async function upload(job: Upload): Promise<Uploaded> {
  const url = uploadAddress(job.url, job.allowedHosts);
  const { rangeBytes = usualRange, bytes } = job;
  if (!Number.isSafeInteger(bytes) || bytes < 1) throw new RangeError(`A file of ${bytes} bytes cannot be sent.`);
  if (rangeBytes < rangeUnit || rangeBytes > largestRange || rangeBytes % rangeUnit !== 0)
    throw new RangeError(`Ranges of ${rangeBytes} bytes are no multiple of ${rangeUnit} under 60 MiB.`);
  const line = openLine({ keepAlive: true, ...job });
  try {
    return await sendAll({ job, url, line, rangeBytes, held: { from: 0, bytes: new Uint8Array(0) }, lastSent: false });
  } finally {
    line.close();
  }
}

type Work = {
  readonly job: Upload;
  readonly url: URL;
  readonly line: Line;
  readonly rangeBytes: number;
  /** The bytes of the last range, for a second try. */
  held: { readonly from: number; readonly bytes: Uint8Array };
  lastSent: boolean;
};

async function sendAll(work: Work): Promise<Uploaded> {
  const { job } = work;
  const patience = job.patience ?? usualPatience;
  const count = { requests: 0, tries: 0, inVain: 0 };
  let gap: Gap = { from: 0, to: job.bytes };
  let taken = 0;
  for (let asking = false; ; count.requests += 1) {
    const meaning: Meaning = await (asking ? ask(work) : sendRange(work, gap));
    if (meaning.kind === 'done') {
      job.onProgress?.(job.bytes, job.bytes);
      return { item: whole(work, meaning.item), requests: count.requests + 1, tries: count.tries };
    }
    const goesOn = meaning.kind === 'next' && meaning.gap.from > taken;
    if (goesOn) job.onProgress?.(meaning.gap.from, job.bytes);
    if (goesOn) taken = meaning.gap.from;
    // The answer to a question is no try; what comes after it is.
    const isVain = !goesOn && !(asking && meaning.kind === 'next');
    if (goesOn) count.inVain = 0;
    if (isVain) await again(work, meaning, patience, count);
    if (meaning.kind === 'next') gap = meaning.gap;
    asking = meaning.kind === 'ask' || (meaning.kind === 'wait' && meaning.thenAsk);
  }
}

type Count = { tries: number; inVain: number };

/** Waits before the next try, or gives up. */
async function again({ job }: Work, meaning: Meaning, patience: Patience, count: Count): Promise<void> {
  count.tries += 1;
  count.inVain += 1;
  if (count.inVain >= patience.attempts) {
    const why = meaning.kind === 'ask' || meaning.kind === 'wait' ? meaning.why : 'nothing was taken';
    const details = { tries: count.inVain, why };
    throw new AppError('DELIVERY_FAILED', `The upload got no further in ${count.inVain} tries (${why}).`, { details });
  }
  await pause(patience, count.inVain, meaning.kind === 'wait' ? meaning.askedMs : undefined, job.signal);
}

async function sendRange(work: Work, gap: Gap): Promise<Meaning> {
  const { job, url, line, rangeBytes } = work;
  const to = Math.min(gap.from + rangeBytes, gap.to);
  const body = await bytesOf(work, gap.from, to);
  const headers = { 'content-range': `bytes ${gap.from}-${to - 1}/${job.bytes}` };
  work.lastSent ||= to === job.bytes;
  return heard(work, async () => {
    const answer = await line.send({ url, method: 'PUT', headers, body, signal: job.signal });
    return meaningOfRange(answer, job.bytes);
  });
}

const ask = (work: Work): Promise<Meaning> =>
  heard(work, async () => {
    const { job, url, line } = work;
    return meaningOfStatus(await line.send({ url, method: 'GET', signal: job.signal }), job.bytes);
  });

/** A broken connection is a reason to ask where we are, an expired address tells whether everything had been sent. */
async function heard(work: Work, exchange: () => Promise<Meaning>): Promise<Meaning> {
  try {
    return await exchange();
  } catch (error) {
    if (isCode(error, 'DELIVERY_URL_EXPIRED'))
      throw new AppError(error.code, error.message, { details: { ...error.details, allSent: work.lastSent } });
    const code = isCode(error, 'DELIVERY_FAILED') ? error.details.systemCode : undefined;
    if (typeof code !== 'string') throw error;
    return { kind: 'wait', why: code, askedMs: undefined, thenAsk: true };
  }
}

async function bytesOf(work: Work, from: number, to: number): Promise<Uint8Array> {
  const { held, job } = work;
  const end = held.from + held.bytes.length;
  if (from < held.from || to > end) {
    job.signal.throwIfAborted();
    const bytes = await job.read(from, to);
    if (bytes.length !== to - from) throw new AppError('UNEXPECTED', `The workbook ends before byte ${to}.`);
    work.held = { from, bytes };
    return bytes;
  }
  return held.bytes.subarray(from - held.from, to - held.from);
}

/** The most that SharePoint adds to an Office file when it writes the library's properties into it. */
const largestAddition = 262_144;

/** True when what is stored can be what was sent: the same size, or a little more (docs/adr/0009). */
export const sizeAgrees = (sent: number, stored: number): boolean => stored >= sent && stored <= sent + largestAddition;

/** "Done" is believed only after the last byte was sent, and of a size that can be right. */
function whole({ job, lastSent }: Work, item: UploadedItem | null): UploadedItem | null {
  if (lastSent && (item?.size === undefined || sizeAgrees(job.bytes, item.size))) return item;
  const stored = item?.size === undefined ? 'early' : `with ${item.size} bytes`;
  const details = { sent: job.bytes, stored: item?.size ?? null };
  throw new AppError('DELIVERY_FAILED', `The library said "done" ${stored}; the file has ${job.bytes}.`, { details });
}
