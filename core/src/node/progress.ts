// What moves: progress events and cancel wishes over pub/sub, and the capped list of results per company. All of it may be lost without harm.
import { type ProgressEvent, progressSchema, type Verdict } from '@repsys/core';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { fromJson } from './from-json.ts';
import { redisKey } from './redis-keys.ts';

const progressChannel = redisKey('progress');
const cancelChannel = redisKey('cancel');
const pulseChannel = redisKey('pulse');
const keptResults = 100;
const resultsKey = (company: number) => redisKey('results', company);

export type ResultLine = {
  readonly run: number;
  readonly status: string;
  readonly verdict: Verdict | null;
  readonly file: string | null;
  readonly finishedAt: string;
};

/** Tells everybody who listens. */
export async function publishProgress(redis: Redis, event: ProgressEvent): Promise<void> {
  await redis.publish(progressChannel, JSON.stringify(event));
}

/** What came over a channel and was dropped: of no shape that this version knows, or its follower failed. */
export type Dropped = (channel: 'progress' | 'cancel' | 'runs', reason: 'unknown' | 'failed', error?: unknown) => void;

const ignore = (): undefined => undefined;

/**
 * Hears progress events, from when Redis is there until the returned function is called. `connection` must be of its own
 * (blocking). What is of no known shape, such as that of another version, is dropped.
 */
export function onProgress(
  connection: Redis,
  hear: (event: ProgressEvent) => void,
  dropped: Dropped = ignore,
): () => void {
  return hearChannel(connection, progressChannel, (text) => {
    const event = progressSchema.safeParse(fromJson(text)).data;
    if (event) guarded('progress', dropped, () => hear(event));
    else dropped('progress', 'unknown');
  });
}

/** Calls a follower of a channel; what it throws ends nothing else. */
export function guarded(channel: 'progress' | 'cancel', dropped: Dropped, hear: () => void): void {
  try {
    hear();
  } catch (error) {
    dropped(channel, 'failed', error);
  }
}

/** Sends a word of one's own, to be heard by oneself: proof that what is told is heard. */
export async function publishPulse(redis: Redis, word: string): Promise<void> {
  await redis.publish(pulseChannel, word);
}

/** Hears every such word, until the returned function is called. */
export const onPulse = (connection: Redis, hear: (word: string) => void): (() => void) =>
  hearChannel(connection, pulseChannel, hear);

/** Wakes the runner that holds `run`; the wish itself stands in the record. */
export async function publishCancel(redis: Redis, run: number): Promise<void> {
  await redis.publish(cancelChannel, String(run));
}

/** Hears cancel wishes, from when Redis is there until the returned function is called. */
export function onCancel(connection: Redis, hear: (run: number) => void, dropped: Dropped = ignore): () => void {
  return hearChannel(connection, cancelChannel, (text) => {
    const run = runSchema.safeParse(fromJson(text)).data;
    if (run === undefined) dropped('cancel', 'unknown');
    else guarded('cancel', dropped, () => hear(run));
  });
}

const runSchema = z.int().positive();

/** Waits for nothing: Redis may be away, and then nobody speaks. */
function hearChannel(connection: Redis, channel: string, hear: (text: string) => void): () => void {
  const listener = (from: string, text: string) => {
    if (from === channel) hear(text);
  };
  const subscribe = () => void connection.subscribe(channel).catch(() => undefined);
  connection.on('message', listener);
  connection.on('ready', subscribe);
  if (connection.status === 'ready') subscribe();
  return () => {
    connection.off('message', listener);
    connection.off('ready', subscribe);
    connection.unsubscribe(channel).catch(() => undefined);
  };
}

/** Puts a result on top of its company's list; only the last hundred stay. Done twice it is there once. */
export async function pushResult(redis: Redis, company: number, line: ResultLine): Promise<void> {
  const key = resultsKey(company);
  const text = JSON.stringify(line);
  await redis
    .multi()
    .lrem(key, 0, text)
    .lpush(key, text)
    .ltrim(key, 0, keptResults - 1)
    .exec();
}

/** The results of a company, newest first. */
export async function results(redis: Redis, company: number): Promise<readonly ResultLine[]> {
  const lines = await redis.lrange(resultsKey(company), 0, -1);
  return lines.map((line) => JSON.parse(line));
}
