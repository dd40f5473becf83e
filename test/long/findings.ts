// What is wrong with a town, seen from outside: from the chats, the drive and the record, once everybody has come to rest.
import { chatOf } from '../kit/bot.ts';
import type { Posted } from '../kit/connector.ts';
import type { Ask, People } from './people.ts';
import type { Town } from './town.ts';

export type Totals = {
  readonly asks: number;
  readonly taken: number;
  /** Of which the chat says that they could not be carried out just now. */
  readonly refused: number;
  readonly runs: number;
  readonly succeeded: number;
  readonly files: number;
};

/** `findings` has a line for each fault; none: all is as it should be. */
export type Report = { readonly totals: Totals; readonly findings: readonly string[] };

const holds = ({ activity }: Posted, words: string): boolean => JSON.stringify(activity).includes(words);

async function rows<Row>({ world }: Town, text: string): Promise<readonly Row[]> {
  return (await world.database.pool.query(text)).rows as Row[];
}

/** Nothing is left to do: no run waits, no file is on its way, no card is to be shown or taken away. */
export async function isAtRest(town: Town): Promise<boolean> {
  const [left] = await rows<{ open: number }>(
    town,
    `select ((select count(*) from record.run where status in ('queued', 'running'))
           + (select count(*) from record.delivery where channel = 'chat' and status not in ('confirmed', 'given-up'))
           + (select count(*) from record.card where not settled)
           + (select count(*) from record.offer
              where card_gone_at is null and consent_activity is not null and status not in ('offered', 'uploading')))::int as open`,
  );
  return left?.open === 0;
}

type RunRow = { id: number; status: string; failure: { code: string; message: string } | null; steps: unknown };

/** Looks at everything. */
export async function examine(town: Town, people: People): Promise<Report> {
  const runs = await rows<RunRow>(town, `select id, status, failure from record.run order by id`);
  const wishes = await lostOrDouble(town, people);
  const findings = [
    ...town.strangeEnds.map((end) => `ended by itself: ${end}`),
    ...wishes.findings,
    ...runs
      .filter(({ status }) => status === 'queued' || status === 'running')
      .map(({ id, status }) => `stuck: run ${id} is ${status}`),
    ...runs.filter(({ status }) => status === 'failed' || status === 'cancelled').map(failureLine),
    ...(await filesOf(town, people)),
    ...(await cardsOf(town, people)),
  ];
  const taken = people.asks.filter((ask) => ask.taken !== undefined).length;
  const succeeded = runs.filter(({ status }) => status === 'succeeded').length;
  return {
    findings,
    totals: {
      asks: people.asks.length,
      taken,
      refused: wishes.refused,
      runs: runs.length,
      succeeded,
      files: town.drive.files.size,
    },
  };
}

const failureLine = ({ id, failure }: RunRow): string =>
  `failed needlessly: run ${id}: ${failure?.code} ${failure?.message.slice(0, 200)}`;

type Wishes = { readonly findings: readonly string[]; readonly refused: number };

/** Every wish that a bot has taken stands in the record once, or its asker was told that it does not. */
async function lostOrDouble(town: Town, { asks }: People): Promise<Wishes> {
  const kept = await rows<{ person: string; company: number; from: number; to: number; wishes: number }>(
    town,
    `select request.person, run.company, (run.parameters ->> 'from')::int as from, (run.parameters ->> 'to')::int as to,
            count(*)::int as wishes
     from record.request join record.run on run.id = request.run group by 1, 2, 3, 4`,
  );
  const wishesOf = ({ who, text }: Ask): number => {
    const [, periods, company] = /^run TB (\S+) for (\d+)$/.exec(text) ?? [];
    const found = kept.find(
      ({ person, from, to, ...each }) =>
        person === who.id && `${wordsOf(from)}..${wordsOf(to)}` === periods && String(each.company) === company,
    );
    return found?.wishes ?? 0;
  };
  const double = asks.filter((ask) => wishesOf(ask) > 1).map(({ who, text }) => `double: "${text}" of ${who.name}`);
  const untaken = asks
    .filter(({ taken }) => taken === undefined)
    .map(({ who, text }) => `not taken: "${text}" of ${who.name}`);
  const missing = asks.filter((ask) => ask.taken !== undefined && wishesOf(ask) === 0);
  const lost = [...new Set(missing.map(({ who }) => who))].flatMap((who) => {
    const own = missing.filter((ask) => ask.who === who);
    const told = town.connector.posted.filter((card) => card.conversation === chatOf(who).id && isRefusal(card)).length;
    return own.slice(told).map(({ text, taken }) => `lost: "${text}" of ${who.name}, taken by ${taken}`);
  });
  return { findings: [...double, ...untaken, ...lost], refused: missing.length - lost.length };
}

/** A notice that something could not be done just now. */
const isRefusal = (card: Posted): boolean => holds(card, '(WAREHOUSE_UNREACHABLE)');

const wordsOf = (period: number): string => `${Math.floor(period / 100)}-${String(period % 100).padStart(2, '0')}`;

async function filesOf(town: Town, { uploads }: People): Promise<readonly string[]> {
  const deliveries = await rows<{ run: number; status: string; failure: { code: string } | null; offers: unknown }>(
    town,
    `select run, status, failure,
            (select json_agg(json_build_object('status', status, 'known', consent_activity is not null) order by offered_at)
             from record.offer where offer.delivery = delivery.id) as offers
     from record.delivery where channel = 'chat'`,
  );
  return deliveries.flatMap(({ run, status, failure, offers }) => {
    const files = uploads.filter((upload) => upload.run === run && town.drive.files.has(upload.url)).length;
    const facts = `run ${run}: ${failure?.code ?? ''} ${JSON.stringify(offers)}`;
    if (files > 1) return [`double file: ${facts}`];
    if (status === 'given-up') return [`given up: ${facts}`];
    if (status !== 'confirmed' || files === 0)
      return [`not delivered: the file is ${status}, ${files} on the drive, ${facts}`];
    return [];
  });
}

async function cardsOf(town: Town, { asks }: People): Promise<readonly string[]> {
  const chats = new Map(asks.map(({ who }) => [chatOf(who).id, who.name]));
  const confirmed = await rows<{ conversation: string; files: number }>(
    town,
    `select request.conversation, count(*)::int as files from record.delivery join record.request on request.id = delivery.request
     where delivery.channel = 'chat' and delivery.status = 'confirmed' group by 1`,
  );
  return [...chats].flatMap(([chat, name]) => {
    const shown = town.connector.shown(chat);
    const left = shown.filter((card) => holds(card, 'card.file.consent')).length;
    const files = shown.filter((card) => holds(card, 'card.file.info')).length;
    const most = confirmed.find(({ conversation }) => conversation === chat)?.files ?? 0;
    return [
      ...(left > 0 ? [`left: ${left} cards that ask in the chat of ${name}`] : []),
      ...(files > most ? [`double: ${files} cards of files for ${most} files in the chat of ${name}`] : []),
      ...doubleRunCards(shown, name),
    ];
  });
}

function doubleRunCards(shown: readonly Posted[], name: string): readonly string[] {
  const runs = shown.flatMap(({ activity }) => / · run (\d+)/.exec(JSON.stringify(activity))?.[1] ?? []);
  return [...new Set(runs.filter((run, at) => runs.indexOf(run) !== at))].map(
    (run) => `double: run ${run} has more than one card in the chat of ${name}`,
  );
}
