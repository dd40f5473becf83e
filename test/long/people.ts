// The people of the soak: each asks in a chat of their own, presses Allow on every card that asks for it, and looks at cards as Teams does.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { formatPeriod, parsePeriod } from '@repsys/core';
import type { Random } from '../../sandbox/src/plex/random.ts';
import { activityFrom, type Chatter, chatOf, consentOf, noteSpeaker, refreshOf } from '../kit/bot.ts';
import type { Posted } from '../kit/connector.ts';
import { developmentHeader } from '../kit/development.ts';
import { companies, type Town } from './town.ts';

/** What was asked, and by whom and when it was taken: the name of a bot and the time of day. */
export type Ask = { readonly who: Chatter; readonly text: string; taken: string | undefined };

export type Upload = { readonly run: number; readonly url: string };

export type People = {
  readonly asks: readonly Ask[];
  /** Every upload address that somebody has given with an Allow, and for which run. */
  readonly uploads: readonly Upload[];
  /** Nobody asks for anything more; what was begun is still sent until a bot takes it. */
  rest(): Promise<void>;
  /** They press and look no more. */
  leave(): Promise<void>;
};

type State = {
  readonly town: Town;
  readonly random: Random;
  readonly asks: Ask[];
  readonly uploads: Upload[];
  readonly seen: Set<string>;
  resting: boolean;
  gone: boolean;
};

/** Brings them in. */
export function bringPeople(town: Town, count: number, random: Random): People {
  const state: State = { town, random, asks: [], uploads: [], seen: new Set(), resting: false, gone: false };
  const people = Array.from({ length: count }, (_, index): Chatter => {
    const id = `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`;
    return { id, name: `Person ${index + 1}` };
  });
  const asking = people.map((who) => askAgainAndAgain(state, who));
  const watching = people.map((who) => watch(state, who));
  return {
    asks: state.asks,
    uploads: state.uploads,
    async rest() {
      state.resting = true;
      await Promise.all(asking);
    },
    async leave() {
      state.gone = true;
      await Promise.all(watching);
    },
  };
}

const months = Array.from({ length: 15 }, (_, index) =>
  parsePeriod(202301 + Math.floor(index / 12) * 100 + (index % 12)),
);
const ranges = months.flatMap((from, at) => months.slice(at).map((to) => ({ from, to })));
/** Every wish is for a run of its own. */
export const mostAsks = ranges.length * companies.length;

function textOf(number: number): string {
  const company = companies[number % companies.length];
  const { from, to } = ranges[Math.floor(number / companies.length)] ?? { from: months[0], to: months[0] };
  if (from === undefined || to === undefined) throw new Error('there is no such wish');
  return `run TB ${formatPeriod(from)}..${formatPeriod(to)} for ${company}`;
}

async function askAgainAndAgain(state: State, who: Chatter): Promise<void> {
  await delay(state.random() * 10_000);
  while (!state.resting && state.asks.length < mostAsks) {
    const ask: Ask = { who, text: textOf(state.asks.length), taken: undefined };
    state.asks.push(ask);
    const before = state.uploads.length;
    const message = { ...base(state, who), id: randomUUID(), type: 'message', text: ask.text };
    ask.taken = await sendUntilTaken(state, message);
    // Until a file has come to somebody, about; people do not wait for ever.
    for (let waited = 0; waited < 20 && !state.resting && state.uploads.length === before; waited += 1)
      await delay(1_000);
    await delay(state.random() * 15_000);
  }
}

const base = ({ town }: State, who: Chatter) => activityFrom(town.connector.url, who, chatOf(who));

/** Teams waits 15 s for an answer; whoever hears none sends the same once more, to whichever bot is there. */
async function sendUntilTaken(state: State, activity: object): Promise<string | undefined> {
  noteSpeaker(state.town.connector, activity);
  for (const end = Date.now() + 300_000; Date.now() < end && !state.gone; await delay(500)) {
    const { status, by } = await send(state, activity);
    if (status === 200) return `${by} at ${new Date().toISOString().slice(11, 23)}`;
  }
  return undefined;
}

type Sent = { readonly status: number; readonly by: string };

async function send({ town, random }: State, activity: object): Promise<Sent> {
  const there = [...town.residents.values()].filter(({ address }) => address !== undefined);
  const one = there[Math.floor(random() * there.length)];
  if (!one) return { status: 0, by: 'nobody' };
  const headers = { 'content-type': 'application/json', authorization: developmentHeader };
  const call = { method: 'POST', headers, body: JSON.stringify(activity), signal: AbortSignal.timeout(15_000) };
  const status = await fetch(`${one.address}/api/messages`, call).then(
    (response) => response.text().then(() => response.status),
    () => 0,
  );
  return { status, by: one.name };
}

/** Looks into the chat: what is new is looked at, what asks is allowed. */
async function watch(state: State, who: Chatter): Promise<void> {
  const { town, seen } = state;
  while (!state.gone) {
    await delay(700);
    const fresh = town.connector.shown(chatOf(who).id).filter(({ id }) => !seen.has(id));
    for (const card of fresh) {
      seen.add(card.id);
      await take(state, who, card);
    }
  }
}

async function take(state: State, who: Chatter, card: Posted): Promise<void> {
  const text = JSON.stringify(card.activity);
  if (text.includes('card.file.consent')) return allow(state, who, card, text);
  if (!text.includes('"refresh"')) return;
  const { verb, data } = refreshOf(card);
  const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'automatic' };
  await send(state, { ...base(state, who), type: 'invoke', name: 'adaptiveCard/action', replyToId: card.id, value });
}

async function allow(state: State, who: Chatter, card: Posted, text: string): Promise<void> {
  const upload = state.town.drive.place();
  state.uploads.push({ run: Number(/workbook of run (\d+)/.exec(text)?.[1] ?? 0), url: upload.uploadUrl });
  const value = consentOf(card, 'accept', upload);
  await sendUntilTaken(state, {
    ...base(state, who),
    type: 'invoke',
    name: 'fileConsent/invoke',
    replyToId: card.id,
    value,
  });
}
