// The soak: people ask for reports while a monkey kills, freezes, cuts and empties; in the end nothing is lost, stuck, double or left.
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../sandbox/src/plex/random.ts';
import { type Action, actionsText, drawActions } from './actions.ts';
import { examine, isAtRest, type Report } from './findings.ts';
import { monkey } from './monkey.ts';
import { bringPeople } from './people.ts';
import { shrink } from './shrink.ts';
import { comes, openTown, type Town } from './town.ts';

const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
const seconds = Number(process.env.SOAK_SECONDS ?? 300);
const people = Number(process.env.SOAK_PEOPLE ?? 20);
const mostShrinks = Number(process.env.SOAK_SHRINKS ?? 6);
/** A list of actions that was printed, instead of those of the seed. */
const given = process.env.SOAK_ACTIONS;
/** Longer than an outage and all that is waited for after it. */
const restMs = 420_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** One life of a town under these actions. */
async function soak(actions: readonly Action[]): Promise<Report> {
  const town = await openTown();
  try {
    const crowd = bringPeople(town, people, randomFrom(seed, 1));
    const until = new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    await Promise.all([monkey(town, actions), until]);
    await crowd.rest();
    const healed = Date.now();
    await comes(restMs, () => isAtRest(town));
    await crowd.leave();
    const report = await examine(town, crowd);
    say(`soak: at rest after ${Math.round((Date.now() - healed) / 1_000)} s; ${JSON.stringify(report.totals)}`);
    if (report.findings.length > 0) tellLogs(town);
    return report;
  } finally {
    await town.close();
  }
}

function tellLogs({ residents }: Town): void {
  if (process.env.SOAK_LOGS !== '1') return;
  for (const { name, lines } of residents.values()) say(`--- ${name}\n${lines.join('\n')}`);
}

/** The kind of a finding is what stands before its colon. */
const kindOf = (finding: string): string => finding.slice(0, finding.indexOf(':'));

async function smallest(actions: readonly Action[], report: Report): Promise<readonly Action[]> {
  const kinds = new Set(report.findings.map(kindOf));
  return shrink(actions, mostShrinks, async (fewer) => {
    say(`soak: once more with ${fewer.length} of ${actions.length} actions`);
    return (await soak(fewer)).findings.some((finding) => kinds.has(kindOf(finding)));
  });
}

const tries = 2 + mostShrinks;

describe(`a town with ${people} people and a monkey, seed ${seed}, ${seconds} s`, () => {
  it(
    'loses nothing, does nothing twice, leaves nothing, and nothing fails needlessly',
    async () => {
      const actions: readonly Action[] = given ? JSON.parse(given) : drawActions(seed, seconds);
      say(`soak: SOAK_SEED=${seed} SOAK_SECONDS=${seconds} SOAK_PEOPLE=${people}, ${actions.length} actions`);
      const report = await soak(actions);
      if (report.findings.length > 0) {
        say(`soak: ${report.findings.length} findings\n${report.findings.join('\n')}`);
        say(`soak: fails with SOAK_ACTIONS='${actionsText(await smallest(actions, report))}'`);
      }
      expect(report.findings).toEqual([]);
    },
    tries * (seconds * 1_000 + 600_000),
  );
});
