// KEDA looks where the queue really is, signs in as it must, and counts work in hand as well as work that waits.
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis, listen, openBell } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalRedis, startRedis } from '../../sandbox/src/world/redis.ts';
import { overlays, whyNot } from './kubernetes.ts';
import { dataOf, specOf, the } from './workloads.ts';

type Trigger = {
  readonly type: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly authenticationRef: { readonly name: string };
};
type Scaled = {
  readonly minReplicaCount: number;
  readonly maxReplicaCount: number;
  readonly triggers: readonly Trigger[];
  readonly advanced: { readonly scalingModifiers: { readonly formula: string; readonly target: string } };
};
type Given = { readonly parameter: string; readonly name: string; readonly key: string };
type Authentication = { readonly secretTargetRef?: readonly Given[]; readonly configMapTargetRef?: readonly Given[] };

/** What a scaler must be told, by its documentation; KEDA's own schema does not look inside. */
const needed: Readonly<Record<string, readonly string[]>> = {
  'redis-sentinel': ['addresses', 'sentinelMaster', 'listName', 'listLength', 'enableTLS', 'activationListLength'],
  redis: ['address', 'listName', 'listLength', 'enableTLS', 'activationListLength'],
};
const allowed = [...Object.values(needed).flat(), 'databaseIndex'];
const neededToSignIn: Readonly<Record<string, readonly string[]>> = {
  'redis-sentinel': ['username', 'password', 'sentinelUsername', 'sentinelPassword', 'ca'],
  redis: ['password'],
};

/** Where work waits and where it is in hand; the last test shows that it is so. */
const lists = { waiting: 'repsys:runs:wait', active: 'repsys:runs:active' };

const hostAndPort = /^[a-z0-9.-]+:\d{2,5}$/;

describe.skipIf(whyNot() !== undefined).each(overlays)('runners in the overlay %s', (overlay) => {
  const scaled = () => specOf<Scaled>(the(overlay, 'ScaledObject', 'runner'));

  it('are counted by triggers that are told all they need, and nothing unknown', () => {
    for (const { type, metadata } of scaled().triggers) {
      const names = Object.keys(metadata);
      expect(
        needed[type]?.filter((name) => !names.includes(name)),
        type,
      ).toEqual([]);
      expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
      const addresses = (metadata.addresses ?? metadata.address ?? '').split(',');
      expect(addresses.filter((address) => !hostAndPort.test(address))).toEqual([]);
      expect([metadata.enableTLS, metadata.listLength]).toEqual(['true', expect.stringMatching(/^[1-9]\d*$/)]);
    }
  });

  it('are counted where bot and runner have their queue', () => {
    const { REDIS_URL = '' } = dataOf(overlay, 'redis');
    const [, scheme, hosts, name] = /^(rediss\+?\w*):\/\/([^/]+)\/?(\w*)$/.exec(REDIS_URL) ?? [];
    for (const { type, metadata } of scaled().triggers) {
      expect(type).toBe(scheme === 'rediss' ? 'redis' : 'redis-sentinel');
      expect(metadata.addresses ?? metadata.address).toBe(hosts);
      expect(metadata.sentinelMaster ?? '').toBe(name);
    }
  });

  it('are counted by one who may sign in', () => {
    for (const { type, authenticationRef } of scaled().triggers) {
      const { secretTargetRef = [], configMapTargetRef = [] } = specOf<Authentication>(
        the(overlay, 'TriggerAuthentication', authenticationRef.name),
      );
      const told = [...secretTargetRef, ...configMapTargetRef].map(({ parameter }) => parameter);
      expect(neededToSignIn[type]?.filter((parameter) => !told.includes(parameter))).toEqual([]);
      for (const { name, key } of configMapTargetRef) expect(dataOf(overlay, name)[key]).toBe('keda');
    }
  });

  it('are as many as work that waits and work in hand need, and never none', () => {
    const { minReplicaCount, maxReplicaCount, triggers, advanced } = scaled();
    const { formula, target } = advanced.scalingModifiers;
    expect(triggers.map(({ name }) => name).sort()).toEqual(formula.split(' + ').sort());
    expect(triggers.map(({ name, metadata }) => [name, metadata.listName])).toEqual(Object.entries(lists));
    expect(target).toBe(dataOf(overlay, 'runner').RUNNER_CONCURRENCY);
    expect(minReplicaCount).toBeGreaterThanOrEqual(1);
    expect(maxReplicaCount).toBeGreaterThan(minReplicaCount);
  });
});

describe('the queue', () => {
  let folder: string;
  let redis: LocalRedis;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'repsys-queue-'));
    redis = await startRedis(folder, () => undefined);
  });
  afterAll(async () => {
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has what waits and what is in hand in the two lists that KEDA counts', async () => {
    const settings = { REDIS_URL: redis.url };
    const connection = connectRedis(settings, 'command', () => undefined);
    const blocking = connectRedis(settings, 'blocking', () => undefined);
    const bell = openBell(connection);
    const door = new EventEmitter();
    const [done, taken] = [once(door, 'done'), once(door, 'taken')];
    for (const run of [1, 2, 3]) await bell.ring(run);
    expect(await connection.llen(lists.waiting)).toBe(3);
    const listener = listen(
      blocking,
      1,
      async () => {
        door.emit('taken');
        await done;
      },
      () => undefined,
    );
    await taken;
    expect(await connection.llen(lists.waiting)).toBe(2);
    expect(await connection.llen(lists.active)).toBe(1);
    door.emit('done');
    await listener.close();
    await bell.close();
    for (const each of [connection, blocking]) each.disconnect();
  });
});
