// Asking for a report the way every door does: accept in the record, ring, follow to the end, fetch the workbook.
import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReportRequest } from '@repsys/core';
import {
  type Acceptance,
  accept,
  assertRoom,
  confirmDelivery,
  connectRedis,
  type Database,
  deliveryOf,
  openBell,
  publishCancel,
  type RunView,
  readWorkbookParts,
  requestCancel,
  resume,
} from '@repsys/core/node';
import { follow, type RunListener } from './follow.ts';

export type Reach = { readonly database: Database; readonly redisUrl: string };

/** As in a bot that is told nothing else. */
const mostOpen = 20;

/** Commits the request, then rings. A lost ring is mended by the reconciler. Throws REQUEST_TOO_MANY. */
export async function submit(reach: Reach, request: ReportRequest): Promise<Acceptance> {
  await assertRoom(reach.database, request, mostOpen);
  return ringFor(reach, await accept(reach.database, request));
}

/** Commits a new attempt of a failed run, then rings. Throws REQUEST_RUN_UNKNOWN, REQUEST_INVALID. */
export async function takeUpAgain(reach: Reach, run: number, requester: string): Promise<Acceptance> {
  return ringFor(reach, await resume(reach.database, run, { requester, source: 'command-line', channel: 'download' }));
}

async function ringFor({ redisUrl }: Reach, acceptance: Acceptance): Promise<Acceptance> {
  const redis = connectRedis(redisUrl, 'command', () => undefined);
  const bell = openBell(redis);
  await bell.ring(acceptance.run).catch(() => undefined);
  await bell.close();
  redis.disconnect();
  return acceptance;
}

/** Follows a run; when `interrupted` aborts, the run is cancelled first. */
export async function awaitRun(
  reach: Reach,
  run: number,
  requester: string,
  listener: RunListener,
  interrupted: AbortSignal,
): Promise<RunView> {
  const cancel = async () => {
    await requestCancel(reach.database, run, requester);
    const redis = connectRedis(reach.redisUrl, 'command', () => undefined);
    await publishCancel(redis, run).catch(() => undefined);
    redis.disconnect();
  };
  const onInterrupt = () => void cancel().catch(() => undefined);
  interrupted.addEventListener('abort', onInterrupt, { once: true });
  if (interrupted.aborted) onInterrupt();
  return follow(reach, run, listener, new AbortController().signal);
}

/** Writes the workbook of a run to `path`, whole or not at all, and confirms the delivery of this request. */
export async function fetchWorkbook(
  { database }: Reach,
  view: RunView,
  request: number,
  path: string,
): Promise<string> {
  const target = resolve(path);
  const aside = `${target}.${process.pid}.part`;
  await mkdir(dirname(target), { recursive: true });
  await pipeline(Readable.from(readWorkbookParts(database, view.id)), createWriteStream(aside));
  await rename(aside, target);
  const delivery = await deliveryOf(database, request, 'download');
  if (delivery) await confirmDelivery(database, delivery.id, { path: target, sha256: view.workbook?.sha256 });
  return target;
}
