// How long commands take with an empty queue, and with a thousand runs that wait in it, their cards in other people's chats.
import { setTimeout as delay } from 'node:timers/promises';
import { formatPeriod } from '@repsys/core';
import { accept, type Database, requestCancel } from '@repsys/core/node';
import type { BenchRow } from '../row.ts';
import { company, periods } from './catalogue.ts';
import { type Spread, spreadOf, told } from './spread.ts';
import { type Person, peopleOf } from './teams.ts';
import type { BotWorld } from './world.ts';

const queued = 1_000;
const targetMs = 50;
/** Of each command; the first ones are left out. */
const samples = 100;
const warmUp = 10;

const commands = ['queue', 'status', 'run'] as const;
type Measured = Readonly<Record<(typeof commands)[number], Spread>>;

/** One row for each command: what a thousand waiting runs add to it. */
export async function benchBacklog(world: BotWorld): Promise<readonly BenchRow[]> {
  const people = peopleOf(samples, 'colleague');
  const empty = await measure(world, people);
  await fill(world);
  const full = await measure(world, people);
  return commands.map((command) => row(command, empty[command], full[command]));
}

function row(command: string, empty: Spread, full: Spread): BenchRow {
  const median = full.p50 - empty.p50;
  const rare = full.p99 - empty.p99;
  return {
    what: `chat, what ${queued.toLocaleString('en')} queued runs add to “${command}”`,
    measured: `${signed(median)} at p50, ${signed(rare)} at p99 (none queued: ${told(empty)}; then: ${told(full)})`,
    target: `≤ ${targetMs} ms`,
    ok: median <= targetMs && rare <= targetMs,
  };
}

const signed = (ms: number): string => `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(0)} ms`;

/** One command after the other, each by somebody else; what `run` adds to the queue is taken out again. */
async function measure({ teams, database }: BotWorld, people: readonly Person[]): Promise<Measured> {
  const of = async (command: (typeof commands)[number]): Promise<Spread> => {
    const times: number[] = [];
    for (let sample = -warmUp; sample < samples; sample += 1) {
      const person = people[(sample + samples) % samples];
      if (!person) continue;
      const ms = await teams.ask(person, command === 'run' ? wishOf(sample + warmUp) : command);
      if (sample >= 0) times.push(ms);
      if (command === 'run') await takeOut(database, person);
    }
    return spreadOf(times);
  };
  return { queue: await of('queue'), status: await of('status'), run: await of('run') };
}

const wishOf = (at: number): string => `run TB ${monthAt(at)}..${monthAt(at + 3)} for ${company}`;

function monthAt(at: number): string {
  const period = periods(at + 1).at(-1);
  if (!period) throw new Error('The calendar is too short.');
  return formatPeriod(period);
}

async function takeOut(database: Database, { id, name }: Person): Promise<void> {
  const { rows } = await database.pool.query<{ run: number }>(
    'select run from record.request where person = $1 order by id desc limit 1',
    [id],
  );
  const [newest] = rows;
  if (newest) await requestCancel(database, newest.run, name);
}

const chats = 250;
const settleMs = 120_000;

/** A thousand wishes of people in chats of their own; waits until each has its card. */
async function fill({ teams, database }: BotWorld): Promise<void> {
  const people = peopleOf(chats, 'waiting');
  for (const person of people) await teams.meet(person);
  for (let at = 0; at < queued; at += 1) await acceptFor(database, people[at % chats], at);
  const open = 'select count(*)::integer as cards from record.card where activity is null';
  for (const end = Date.now() + settleMs; ; await delay(500)) {
    const { rows } = await database.pool.query<{ cards: number }>(open);
    if (rows[0]?.cards === 0) return;
    if (Date.now() > end) throw new Error(`${rows[0]?.cards} cards were not shown in time.`);
  }
}

async function acceptFor(database: Database, person: Person | undefined, at: number): Promise<void> {
  const all = periods(232);
  const from = all[at % 200];
  const to = all[(at % 200) + 5 + Math.floor(at / 200)];
  if (!person || !from || !to) throw new Error('The calendar is too short.');
  const { id, name, conversation } = person;
  const parameters = { from, to, allowUntied: false };
  const asker = { requester: name, person: id, conversation, source: 'chat', channel: 'chat' } as const;
  await accept(database, { ...asker, report: 'trial-balance', company, parameters });
}
