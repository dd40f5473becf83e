// Entering a world: the one that is up in a folder, or a new one. Two who come at the same time share one; the last one turns off the light.

import { readFileSync } from 'node:fs';
import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '@repsys/core/node';
import { readSign, type WorldSign } from './places.ts';
import type { World } from './world.ts';

/** `leave` stops the world when it was started here, after all guests have left. */
export type Visit = { readonly sign: WorldSign; readonly failed: Promise<never>; leave(): Promise<void> };

const never = new Promise<never>(() => undefined);

/** Enters the world in `folder`, or starts one by `start`. Waits while somebody else is just starting it. */
export async function enter(folder: string, start: () => Promise<World>): Promise<Visit> {
  await mkdir(join(folder, 'guests'), { recursive: true });
  for (;;) {
    const sign = readSign(folder);
    if (sign) return asGuest(folder, sign);
    if (await takeKey(folder)) return asHost(folder, start);
    await delay(100);
  }
}

async function asGuest(folder: string, sign: WorldSign): Promise<Visit> {
  const card = join(folder, 'guests', String(process.pid));
  await writeFile(card, '');
  return { sign, failed: never, leave: () => rm(card, { force: true }) };
}

async function asHost(folder: string, start: () => Promise<World>): Promise<Visit> {
  try {
    const { sign, failed, stop } = await start();
    const leave = async () => {
      await untilEmpty(folder);
      await stop();
      await returnKey(folder);
    };
    return { sign, failed, leave };
  } catch (error) {
    await returnKey(folder);
    throw error;
  }
}

const keyFile = (folder: string): string => join(folder, 'world.key');

/** Only one process can make the file; one left by a process that is gone is taken away. */
export async function takeKey(folder: string): Promise<boolean> {
  try {
    const file = await open(keyFile(folder), 'wx', 0o600);
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch {
    const holder = Number(readText(keyFile(folder)));
    if (!holder || isAlive(holder)) return false;
    await returnKey(folder);
    return takeKey(folder);
  }
}

/** Lets the next one start a world here. */
export const returnKey = (folder: string): Promise<void> => rm(keyFile(folder), { force: true });

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function untilEmpty(folder: string): Promise<void> {
  for (;;) {
    const guests = await readdir(join(folder, 'guests'));
    const present = guests.filter((name) => isAlive(Number(name)));
    if (present.length === 0) return;
    await delay(100);
  }
}
