// The monkey: does to the town what is on its list, when it is on its list, and sets everything right in the end.
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../kit/connector.ts';
import { type Action, processNames } from './actions.ts';
import type { Town } from './town.ts';

/** Carries out the actions; resolves when all are over and everything is healed. */
export async function monkey(town: Town, actions: readonly Action[]): Promise<void> {
  const began = Date.now();
  const going: Promise<void>[] = [];
  for (const action of actions) {
    await delay(Math.max(0, began + action.atS * 1_000 - Date.now()));
    going.push(act(town, action));
  }
  await Promise.all(going);
  await heal(town);
}

async function act(town: Town, action: Action): Promise<void> {
  const forMs = (action.forS ?? 0) * 1_000;
  switch (action.does) {
    case 'kill':
      await town.kill(action.to);
      return town.start(action.to);
    case 'freeze':
      return frozen(town, action.to, forMs);
    case 'cut':
      return town.resident(action.to).proxy.cut();
    case 'silence':
      town.resident(action.to).proxy.silenceAll();
      await delay(forMs);
      return town.resident(action.to).proxy.cut();
    case 'empty-redis':
      return inTurn(() => town.emptyRedis());
    case 'freeze-redis':
      return inTurn(() => frozenRedis(town, forMs));
    case 'plex':
      await town.world.fault(action.fault, { times: 'all' });
      await delay(forMs);
      return town.world.clearFaults();
    case 'teams':
      town.connector.fail({ ...teamsFault(action.fault, forMs), times: Number.POSITIVE_INFINITY });
      await delay(forMs);
      return town.connector.heal();
  }
}

/** Whoever was killed meanwhile and is there anew is not frozen. */
async function frozen(town: Town, name: (typeof processNames)[number], forMs: number): Promise<void> {
  const { child } = town.resident(name);
  child?.process.kill('SIGSTOP');
  await delay(forMs);
  child?.process.kill('SIGCONT');
}

async function frozenRedis(town: Town, forMs: number): Promise<void> {
  town.signalRedis('SIGSTOP');
  await delay(forMs);
  town.signalRedis('SIGCONT');
}

let redisTurn: Promise<void> = Promise.resolve();
/** There is one Redis, and one thing at a time is done to it. */
function inTurn(work: () => Promise<void>): Promise<void> {
  redisTurn = redisTurn.then(work);
  return redisTurn;
}

/** None of these has done what was asked for. */
function teamsFault(kind: Extract<Action, { does: 'teams' }>['fault'], forMs: number): Fault {
  switch (kind) {
    case '429':
      return { status: 429, retryAfter: '1' };
    case '502':
      return { status: 502 };
    case 'broken':
      return { breakOff: true };
    case 'silent':
      return { breakOff: true, until: delay(forMs) };
  }
}

async function heal(town: Town): Promise<void> {
  await town.world.clearFaults();
  town.connector.heal();
  for (const name of processNames) town.resident(name).proxy.heal();
}
