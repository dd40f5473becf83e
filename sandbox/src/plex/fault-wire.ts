// Faults that are about the connection: wrong statuses, answers that hang, drip, break off or come late.
import type { ServerResponse } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Fault, FaultName } from './faults.ts';
import { sendText } from './http.ts';
import { contentTypes, faultEnvelope, type SoapVersion } from './soap-envelope.ts';
import { firstHalf, pieces } from './spoiled-answer.ts';

const statuses: Partial<Record<FaultName, readonly [status: number, text: string]>> = {
  'http-401': [401, 'Unauthorized'],
  'http-429': [429, 'Too Many Requests'],
  'http-500': [500, 'Internal Server Error'],
  'http-503': [503, 'Service Unavailable'],
};

const page = '<!DOCTYPE html><html><head><title>Plex</title></head><body><p>Scheduled maintenance<br></body></html>';

/** Answers instead of the data source where the fault wants that; true when it did. `hang-before` counts as answered. */
export function answeredByFault(response: ServerResponse, fault: FaultName, version: SoapVersion): boolean {
  const [status, text] = statuses[fault] ?? [];
  if (fault === 'http-401') response.setHeader('www-authenticate', 'Basic realm="Plex"');
  if (fault === 'http-429') response.setHeader('retry-after', '1');
  if (status && text) sendText(response, status, 'text/plain; charset=utf-8', text);
  else if (fault === 'html-page') sendText(response, 200, 'text/html; charset=utf-8', page);
  else if (fault === 'soap-fault') {
    const message = 'Server was unable to process the request (sandbox fault soap-fault).';
    sendText(response, 500, contentTypes[version], faultEnvelope(version, message, false));
  } else return fault === 'hang-before';
  return true;
}

/** Sends the answer in the fault's own way; true when it did. The signal ends waiting when the server closes. */
export async function sentByFault(
  response: ServerResponse,
  { fault, delayMs = 0 }: Fault,
  type: string,
  chunks: Iterable<string>,
  signal: AbortSignal,
): Promise<boolean> {
  if (fault === 'drip') return drip(response, type, chunks, delayMs, signal);
  if (fault !== 'hang' && fault !== 'truncated' && fault !== 'reset') return false;
  response.writeHead(200, { 'content-type': type });
  for (const part of firstHalf(chunks)) await written(response, part);
  if (fault === 'truncated') response.end();
  if (fault === 'reset') response.socket?.resetAndDestroy();
  return true;
}

async function drip(
  response: ServerResponse,
  type: string,
  chunks: Iterable<string>,
  delayMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  response.writeHead(200, { 'content-type': type });
  for (const piece of pieces(chunks)) {
    if (response.destroyed || signal.aborted) return true;
    response.write(piece);
    await (delayMs > 0 ? setTimeout(delayMs, undefined, { signal }) : setImmediate());
  }
  response.end();
  return true;
}

/** Waits until the part has left the process, so that the reader sees it before the connection breaks. */
function written(response: ServerResponse, part: string): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.write(part, () => resolve());
  });
}
