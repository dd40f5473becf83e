// Fifty people ask at the same moment, each for periods of their own: how long until each sees the card of their run.
import { setTimeout as delay } from 'node:timers/promises';
import { formatPeriod } from '@repsys/core';
import type { BenchRow } from '../row.ts';
import { company, periods } from './catalogue.ts';
import { spreadOf, told } from './spread.ts';
import { peopleOf } from './teams.ts';
import type { BotWorld } from './world.ts';

const crowd = 50;
const rounds = 10;
/** The first rounds load code and open connections; they are left out. */
const warmUp = 2;
/** Nobody writes into one chat faster than Teams allows. */
const restMs = 1_500;
const targetMs = 300;

/** Ten rounds; the queue grows from round to round, since nobody works it off. */
export async function benchCrowd({ teams }: Pick<BotWorld, 'teams'>): Promise<BenchRow> {
  const people = peopleOf(crowd, 'asker');
  const times: number[] = [];
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const asked = await Promise.all(people.map((person, at) => teams.ask(person, wish(at, round))));
    if (round >= warmUp) times.push(...asked);
    await delay(restMs);
  }
  const spread = spreadOf(times);
  return {
    what: `chat, activity in → first card out, ${crowd} people at once, ${rounds} times`,
    measured: told(spread),
    target: `p99 ≤ ${targetMs} ms`,
    ok: spread.p99 <= targetMs,
  };
}

/** Other periods for each person and round: runs that do not join. */
function wish(at: number, round: number): string {
  const [from, to] = [periods(at + 1).at(-1), periods(at + round + 1).at(-1)];
  if (!from || !to) throw new Error('The calendar is too short.');
  return `run TB ${formatPeriod(from)}..${formatPeriod(to)} for ${company}`;
}
