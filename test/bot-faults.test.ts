// The live card under trouble: whatever Teams answers, or does not, there is one card, and it tells the truth in the end.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chatter, dana, omar, type Place, startTestBot, type TestBot } from './kit/bot.ts';
import type { Posted } from './kit/connector.ts';
import { openRecorder, type RecordedRun, type Recorder } from './kit/recorded-runs.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let recorder: Recorder;

beforeAll(async () => {
  world = await openWorld();
  recorder = openRecorder(world);
});
afterAll(async () => {
  recorder?.close();
  await world?.close();
});

let places = 0;
const newPlace = (kind: Place['kind'] = 'personal'): Place => {
  places += 1;
  return { id: `a:fault-${places}`, kind };
};

type CardRow = { activity: string | null; posted: boolean; settled: boolean; tries: number; dropped: boolean };

async function cardOf({ request }: RecordedRun): Promise<CardRow> {
  const { rows } = await world.database.pool.query<CardRow>(
    `select card.activity, card.posted_at is not null as posted, card.settled, card.tries,
       conversation.dropped_at is not null as dropped
     from record.card left join record.conversation on conversation.id = card.conversation where request = $1`,
    [request],
  );
  const [row] = rows;
  if (!row) throw new Error(`Request ${request} has no card.`);
  return row;
}

async function untilCard(run: RecordedRun, fits: (row: CardRow) => boolean): Promise<CardRow> {
  for (const end = Date.now() + 30_000; Date.now() < end; await delay(25)) {
    const row = await cardOf(run);
    if (fits(row)) return row;
  }
  throw new Error(`The card is not so: ${JSON.stringify(await cardOf(run))}`);
}

/** As if the time until it is sent once more had gone by. */
async function later({ request }: RecordedRun): Promise<void> {
  const text = `update record.card set due_at = clock_timestamp(), posted_at = posted_at - interval '20 s' where request = $1`;
  await world.database.pool.query(text, [request]);
}

/** How long after it was sent a card is due, in seconds. */
async function restOf({ request }: RecordedRun): Promise<number> {
  const text = 'select extract(epoch from due_at - posted_at)::float8 as rest from record.card where request = $1';
  return (await world.database.pool.query<{ rest: number }>(text, [request])).rows[0]?.rest ?? 0;
}

/** The file could not be handed over, and the record says why. */
async function untilGivenUp({ request }: RecordedRun): Promise<void> {
  const text = `select 1 from record.delivery where request = $1 and status = 'given-up' and failure is not null`;
  for (const end = Date.now() + 60_000; Date.now() < end; await delay(25))
    if ((await world.database.pool.query(text, [request])).rows.length > 0) return;
  const { rows } = await world.database.pool.query('select * from record.delivery where request = $1', [request]);
  throw new Error(`The delivery was not given up: ${JSON.stringify(rows)}`);
}

const textOf = ({ activity }: Posted): string => JSON.stringify(activity);
const failed = 'Plex answered with a fault';

describe.concurrent('a card whose posting goes wrong', () => {
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startTestBot(world);
  });
  afterAll(() => bot?.close());

  const asked = async (place: Place, who: Chatter = dana): Promise<RecordedRun> => {
    await bot.meet(who, place);
    return recorder.asked(who, place);
  };
  const endsInOneCard = async (run: RecordedRun, place: Place) => {
    const card = await bot.until(place, (text) => text.includes(failed));
    const { activity } = await untilCard(run, ({ settled }) => settled);
    expect(bot.connector.posted.filter(({ conversation }) => conversation === place.id)).toEqual([card]);
    expect(activity).toBe(card.id);
  };

  it.each([
    { what: '429 with Retry-After', fault: { status: 429, retryAfter: '1' } },
    { what: '429 without Retry-After', fault: { status: 429 } },
    { what: '412', fault: { status: 412 } },
    { what: '401', fault: { status: 401, retryAfter: '1' } },
  ])('is posted once when Teams answers $what twice', async ({ fault }) => {
    const place = newPlace();
    bot.connector.fail({ ...fault, method: 'POST', conversation: place.id, times: 2 });
    const run = await asked(place);
    await bot.until(place, (text) => text.includes('Cancel'));
    expect(bot.connector.calls.filter((call) => call.conversation === place.id && call.status >= 400)).toHaveLength(2);
    await recorder.ended(run, 'failed');
    await endsInOneCard(run, place);
  });

  it('is posted at once though Teams has just closed the connections that rested', async () => {
    const [before, place] = [newPlace(), newPlace()];
    await recorder.ended(await asked(before), 'failed');
    await bot.until(before, (text) => text.includes(failed));
    bot.connector.fail({ breakOff: true, onlyReused: true, method: 'POST', conversation: place.id, times: 1_000 });
    const run = await asked(place);
    const card = await bot.until(place, (text) => text.includes('Cancel'));
    await recorder.ended(run, 'failed');
    expect(await untilCard(run, ({ settled }) => settled)).toMatchObject({ activity: card.id, tries: 0 });
    bot.connector.heal(place.id);
  });

  it('is posted once though it took so long that it was claimed once more', async () => {
    const place = newPlace('groupChat');
    const held = new AbortController();
    bot.connector.fail({ method: 'GET', conversation: place.id, until: once(held.signal, 'abort') });
    const run = await asked(place);
    for (let claims = 0; claims < 2; ) {
      const text = `update record.card set busy_until = clock_timestamp()
        where request = $1 and busy_until > clock_timestamp()`;
      claims += (await world.database.pool.query(text, [run.request])).rowCount ?? 0;
      await delay(25);
    }
    await delay(1_500);
    held.abort();
    await bot.until(place, (text) => text.includes('Cancel'));
    await recorder.ended(run, 'failed');
    await endsInOneCard(run, place);
  });

  it('asks no sooner than Teams wishes, also while its run moves', async () => {
    const place = newPlace();
    bot.connector.fail({ status: 429, retryAfter: '3', method: 'POST', conversation: place.id });
    const run = await asked(place);
    await untilCard(run, ({ tries }) => tries === 1);
    await recorder.begun(run);
    await recorder.ended(run, 'failed');
    await endsInOneCard(run, place);
    const [first, second] = bot.connector.calls.filter((call) => call.conversation === place.id);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(3_000);
  });

  it.each([
    { what: 'the answer is 502', fault: { status: 502 } },
    { what: 'the answer is 504', fault: { status: 504 } },
    { what: 'the connection breaks off', fault: { breakOff: true } },
  ])('is not posted again when $what though it was posted, and somebody looks at it', async ({ fault }) => {
    const place = newPlace();
    bot.connector.fail({ ...fault, accept: true, method: 'POST', conversation: place.id });
    const run = await asked(place);
    const card = await bot.until(place, () => true);
    await untilCard(run, ({ tries }) => tries === 1);
    expect(JSON.stringify(await bot.refresh(dana, card, place))).toContain('Cancel');
    await later(run);
    await recorder.begun(run);
    await recorder.ended(run, 'failed');
    await endsInOneCard(run, place);
  });

  it.each([
    { what: 'the answer is 502', fault: { status: 502 } },
    { what: 'the connection breaks off', fault: { breakOff: true } },
  ])('comes soon when $what and nothing was posted, long before its run has ended', async ({ fault }) => {
    const place = newPlace();
    bot.connector.fail({ ...fault, method: 'POST', conversation: place.id });
    const run = await asked(place);
    await untilCard(run, ({ tries }) => tries === 1);
    expect(await restOf(run)).toBeLessThan(30);
    await later(run);
    await bot.until(place, (text) => text.includes('Cancel'));
    await recorder.ended(run, 'failed');
    await endsInOneCard(run, place);
  });

  it('is told again only once when every answer is lost', async () => {
    const place = newPlace();
    bot.connector.fail({ status: 502, accept: true, method: 'POST', conversation: place.id, times: 9 });
    const run = await asked(place);
    await untilCard(run, ({ tries }) => tries === 1);
    await later(run);
    await untilCard(run, ({ tries }) => tries > 2);
    await later(run);
    await recorder.ended(run, 'failed');
    await later(run);
    await untilCard(run, ({ settled }) => settled);
    expect(bot.connector.shown(place.id)).toHaveLength(2);
  });

  it('is a line of text when Teams finds it too large, and a card again when it fits', async () => {
    const place = newPlace();
    bot.connector.fail({
      status: 413,
      code: 'MessageSizeTooBig',
      holds: 'card.adaptive',
      method: 'POST',
      conversation: place.id,
    });
    const run = await asked(place);
    const card = await bot.until(place, () => true);
    expect(card.activity.text).toMatch(/trial/i);
    await recorder.ended(run, 'failed');
    await endsInOneCard(run, place);
  });
});

describe.concurrent('a card whose editing goes wrong', () => {
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startTestBot(world);
  });
  afterAll(() => bot?.close());

  const shown = async (place: Place, who: Chatter = dana) => {
    await bot.meet(who, place);
    const run = await recorder.asked(who, place);
    const card = await bot.until(place, (text) => text.includes('Cancel'));
    return { run, card };
  };

  it.each([
    { what: '429 with Retry-After', fault: { status: 429, retryAfter: '1' } },
    { what: '429 without Retry-After', fault: { status: 429 } },
    { what: '412', fault: { status: 412 } },
    { what: '502', fault: { status: 502 } },
    { what: '502 although it was edited', fault: { status: 502, accept: true } },
    { what: 'nothing', fault: { breakOff: true } },
  ])('shows the end when Teams answers $what twice', async ({ fault }) => {
    const place = newPlace();
    const { run, card } = await shown(place);
    bot.connector.fail({ ...fault, method: 'PUT', conversation: place.id, times: 2 });
    await recorder.ended(run, 'failed');
    await untilCard(run, ({ settled }) => settled);
    expect(bot.connector.shown(place.id)).toEqual([card]);
    expect(textOf(card)).toContain(failed);
  });

  it('shows the end as a line when the card has become too large', async () => {
    const place = newPlace();
    const { run, card } = await shown(place);
    bot.connector.fail({ status: 413, holds: 'card.adaptive', method: 'PUT', conversation: place.id });
    await recorder.ended(run, 'failed');
    await untilCard(run, ({ settled }) => settled);
    expect(card.activity.text).toMatch(/failed/i);
  });

  it('is not posted anew when somebody has deleted it', async () => {
    const place = newPlace();
    const { run, card } = await shown(place);
    card.deleted = true;
    await recorder.ended(run, 'failed');
    const { dropped } = await untilCard(run, ({ settled }) => settled);
    expect(dropped).toBe(false);
    expect(bot.connector.shown(place.id)).toEqual([]);
  });

  it('is left alone when the bot is no longer in the conversation; the file is there when its asker writes again', async () => {
    const place = newPlace();
    const lone = { id: `lone-${place.id}`, name: 'Lone Asker' };
    const { run, card } = await shown(place, lone);
    const out = { status: 403, code: 'BotNotInConversationRoster', conversation: place.id };
    bot.connector.fail({ ...out, times: 1_000 });
    await recorder.ended(run);
    await untilCard(run, ({ settled, dropped }) => settled && dropped);
    await untilGivenUp(run);
    const calls = () => bot.connector.calls.filter(({ conversation }) => conversation === place.id);
    // The card and the file may both have been on their way when the first refusal came; nothing follows them.
    const [first, ...refused] = calls().map(({ status }) => status);
    expect(first).toBe(201);
    expect([[403], [403, 403]]).toContainEqual(refused);
    bot.connector.heal(place.id);
    await bot.say(lone, `send ${run.run}`, place);
    await bot.until(place, (text) => text.includes('card.file.consent'));
    expect(calls().filter(({ path, status }) => path.includes(card.id) && status === 200)).toEqual([]);
  });

  it('shows the end of a run that ended while its card was on the way', async () => {
    const place = newPlace();
    await bot.meet(dana, place);
    let ending: Promise<void> = Promise.resolve();
    const run = await recorder.asked(dana, place).then((accepted) => {
      bot.connector.fail({
        method: 'POST',
        conversation: place.id,
        meanwhile: () => {
          ending = recorder.ended(accepted, 'failed');
        },
      });
      return accepted;
    });
    const card = await bot.until(place, (text) => text.includes(failed));
    await ending;
    await untilCard(run, ({ settled, activity }) => settled && activity === card.id);
    expect(bot.connector.shown(place.id)).toEqual([card]);
  });
});

describe('bots that come, go and work side by side', () => {
  it('post the card of a request that the bot before them accepted and did not live to show', async () => {
    const place = newPlace();
    const first = await startTestBot(world);
    await first.meet(dana, place);
    await first.bot.stop();
    const run = await recorder.asked(dana, place);
    const second = await startTestBot(world, {}, { connector: first.connector });
    const card = await second.until(place, (text) => text.includes('Cancel'));
    await recorder.ended(run, 'failed');
    await second.until(place, (text) => text.includes(failed));
    await untilCard(run, ({ settled }) => settled);
    expect(first.connector.posted).toEqual([card]);
    await second.close();
    await first.connector.close();
  });

  it('show one card and edit it once', async () => {
    const place = newPlace();
    const first = await startTestBot(world);
    const second = await startTestBot(world, {}, { connector: first.connector });
    await first.meet(dana, place);
    const run = await recorder.asked(dana, place);
    const card = await first.until(place, (text) => text.includes('Cancel'));
    await recorder.ended(run, 'failed');
    await first.until(place, (text) => text.includes(failed));
    await untilCard(run, ({ settled }) => settled);
    await world.database.pool.query(
      'update record.card set due_at = clock_timestamp(), settled = false where request = $1',
      [run.request],
    );
    await untilCard(run, ({ settled }) => settled);
    expect(first.connector.posted).toEqual([card]);
    expect(card.edits).toBe(1);
    await Promise.all([first.bot.stop(), second.bot.stop()]);
    await first.connector.close();
  });
});

describe('a button', () => {
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startTestBot(world);
  });
  afterAll(() => bot?.close());

  const gone = /has been used, has expired, or was made for somebody else/;
  const cancelled = async ({ run }: RecordedRun) => {
    const { rows } = await world.database.pool.query('select cancel_requested_by from record.run where id = $1', [run]);
    return rows[0].cancel_requested_by;
  };

  it.each([
    { what: 'pressed by somebody else', who: omar, before: '' },
    { what: 'that has expired', who: dana, before: `update record.action set expires_at = clock_timestamp()` },
    { what: 'that was used', who: dana, before: `update record.action set used_at = clock_timestamp()` },
  ])('$what is answered politely and changes nothing', async ({ who, before }) => {
    const place = newPlace('groupChat');
    await bot.meet(dana, place);
    const run = await recorder.asked(dana, place);
    const card = await bot.until(place, (text) => text.includes('Cancel'));
    if (before) await world.database.pool.query(`${before} where request = $1`, [run.request]);
    expect(JSON.stringify(await bot.press(who, card, 'Cancel', {}, place))).toMatch(gone);
    expect(await cancelled(run)).toBeNull();
    await recorder.ended(run, 'failed');
  });

  it('pressed five times at one instant works once', async () => {
    const place = newPlace();
    await bot.meet(dana, place);
    const run = await recorder.asked(dana, place);
    const card = await bot.until(place, (text) => text.includes('Cancel'));
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => JSON.stringify(await bot.press(dana, card, 'Cancel', {}, place))),
    );
    expect(answers.filter((answer) => gone.test(answer))).toHaveLength(4);
    await bot.until(place, (text) => /cancelled/i.test(text));
    expect((await untilCard(run, ({ settled }) => settled)).activity).toBe(card.id);
  });
});
