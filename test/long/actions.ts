// What the monkey does to a town, drawn from a seed: the same seed and length give the same list.
import { type Random, randomFrom } from '../../sandbox/src/plex/random.ts';

export const processNames = ['runner-1', 'runner-2', 'bot-1', 'bot-2'] as const;
export type ProcessName = (typeof processNames)[number];

export const plexFaults = ['http-503', 'http-429', 'http-500', 'reset', 'hang-before'] as const;
export const teamsFaults = ['429', '502', 'broken', 'silent'] as const;

/** What is done `atS` seconds after the beginning, and for how long where it lasts. */
export type Action = { readonly atS: number; readonly forS?: number } & (
  | { readonly does: 'kill' | 'freeze' | 'cut' | 'silence'; readonly to: ProcessName }
  | { readonly does: 'empty-redis' | 'freeze-redis' }
  | { readonly does: 'plex'; readonly fault: (typeof plexFaults)[number] }
  | { readonly does: 'teams'; readonly fault: (typeof teamsFaults)[number] }
);

/** A run may take its runner down twice, and no more: what takes one down comes this far apart. */
const runnerRestS = 30;
const longestOutageS = 120;

/** The actions of `seconds`, a few seconds apart. */
export function drawActions(seed: number, seconds: number): readonly Action[] {
  const random = randomFrom(seed);
  const actions: Action[] = [];
  let runnersRestUntil = 0;
  for (let atS = 3; atS < seconds; atS += 2 + whole(random, 8)) {
    const action = drawAction(random, atS, Math.min(longestOutageS, seconds / 3));
    const hitsRunner = 'to' in action && action.to.startsWith('runner');
    if (hitsRunner && atS < runnersRestUntil) continue;
    if (hitsRunner) runnersRestUntil = atS + runnerRestS;
    actions.push(action);
  }
  return actions;
}

const whole = (random: Random, below: number): number => Math.floor(random() * below);
const oneOf = <T>(random: Random, all: readonly [T, ...T[]]): T => all[whole(random, all.length)] ?? all[0];

function drawAction(random: Random, atS: number, outageS: number): Action {
  const to = oneOf(random, processNames);
  // Mostly short, sometimes as long as an outage may be.
  const long = Math.max(1, Math.ceil(outageS * random() ** 3));
  const forS = 1 + whole(random, 20);
  switch (whole(random, 10)) {
    case 0:
    case 1:
      return { atS, does: 'kill', to };
    case 2:
      return { atS, does: 'freeze', to, forS };
    case 3:
      return { atS, does: 'cut', to };
    case 4:
      return { atS, does: 'silence', to, forS };
    case 5:
      return { atS, does: 'empty-redis' };
    case 6:
      return { atS, does: 'freeze-redis', forS };
    case 7:
    case 8:
      return { atS, does: 'plex', fault: oneOf(random, plexFaults), forS: long };
    default:
      return { atS, does: 'teams', fault: oneOf(random, teamsFaults), forS: long };
  }
}

/** `{atS: 12, does: 'kill', …}` as one line, to be given back to the soak. */
export const actionsText = (actions: readonly Action[]): string => JSON.stringify(actions);
