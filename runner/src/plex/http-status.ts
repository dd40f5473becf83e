// The HTTP status of an answer, judged before a byte of it is read as rows.
import { isCode } from '@repsys/core';
import { type Place, plexError } from './failure.ts';
import { readResult } from './result-reader.ts';
import type { Answer } from './transport.ts';

/** Error pages are looked into for a SOAP fault no further than this. */
const faultMaxBytes = 256 * 1024;

/**
 * Returns for a 200 that is not a web page. Otherwise: PLEX_BUSY (429, 5xx; `retryAfterMs` in the details), PLEX_REJECTED
 * (other 4xx, redirects), PLEX_FAULT (a fault inside a 400 or 500), PLEX_UNEXPECTED_SHAPE (web page, other 2xx).
 */
export async function refuseStatus(answer: Answer, place: Place, now: Date): Promise<void> {
  const { status, headers } = answer;
  const type = headers['content-type'] ?? '';
  const isPage = /html/i.test(type);
  const more = { httpStatus: status };
  if (status === 200 && !isPage) return;
  if (status === 200) throw plexError('PLEX_UNEXPECTED_SHAPE', place, 'the answer is a web page (HTML), not XML', more);
  if ((status === 400 || status === 500) && !isPage) await throwFaultInside(answer, place);
  if (status === 429 || status >= 500) {
    const retryAfterMs = waitAskedFor(headers['retry-after'], now);
    throw plexError('PLEX_BUSY', place, `Plex answered with HTTP ${status}`, { ...more, retryAfterMs });
  }
  if (status >= 300) throw plexError('PLEX_REJECTED', place, rejection(status), more);
  throw plexError('PLEX_UNEXPECTED_SHAPE', place, `Plex answered with HTTP ${status}`, more);
}

function rejection(status: number): string {
  if (status === 401) return 'Plex does not accept user and password (HTTP 401)';
  if (status === 403) return 'the account has no grant (HTTP 403)';
  if (status < 400) return `Plex sent us elsewhere (HTTP ${status}); redirects are not followed`;
  return `Plex refused the request (HTTP ${status})`;
}

/** Throws the PLEX_FAULT that the body holds or an abort's reason; any other body leaves the judgement to the status. */
async function throwFaultInside(answer: Answer, place: Place): Promise<void> {
  try {
    for await (const _ of readResult(answer.bytes(), { place, maxBytes: faultMaxBytes }));
  } catch (error) {
    const beside = ['PLEX_UNEXPECTED_SHAPE', 'PLEX_INCOMPLETE', 'PLEX_TOO_LARGE', 'PLEX_TIMEOUT'] as const;
    if (!beside.some((code) => isCode(error, code))) throw error;
  }
}

/** Retry-After in milliseconds: seconds or an HTTP date; undefined when absent or unreadable. */
function waitAskedFor(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
