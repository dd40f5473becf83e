// The card that asks for an Allow is taken away in the end, whatever Teams answers and whichever bot is there to do it.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chatter, type Place, startTestBot, type TestBot } from './kit/bot.ts';
import { type Connector, type Fault, type Posted, startConnector } from './kit/connector.ts';
import { type Drive, startDrive } from './kit/drive.ts';
import { openRecorder, type Recorder } from './kit/recorded-runs.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let recorder: Recorder;
let connector: Connector;
let drive: Drive;

beforeAll(async () => {
  world = await openWorld();
  recorder = openRecorder(world);
  connector = await startConnector();
  drive = await startDrive();
});
afterAll(async () => {
  await drive?.close();
  await connector?.close();
  recorder?.close();
  await world?.close();
});

const startBot = (): Promise<TestBot> => startTestBot(world, { BOT_FILE_HOSTS: drive.host }, { connector });

let people = 0;
/** Somebody who is offered a file. */
async function offered(bot: TestBot): Promise<{ who: Chatter; place: Place; consent: Posted }> {
  people += 1;
  const who = { id: `asker-${people}`, name: 'Some Body' };
  const place: Place = { id: `a:asked-${people}`, kind: 'personal' };
  await bot.meet(who, place);
  await recorder.finished(who, place);
  const consent = await bot.until(place, (text) => text.includes('card.file.consent'));
  return { who, place, consent };
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 90_000; !(await holds()); await delay(50)) {
    if (Date.now() > end) throw new Error(`It never came about that ${what}.`);
  }
}
const untilGone = (card: Posted) => until('the card is gone', () => card.deleted);
const removals = (place: Place) =>
  connector.calls.filter(({ method, conversation }) => method === 'DELETE' && conversation === place.id);

describe.concurrent('the card of an offer that has ended', () => {
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startBot();
  });
  afterAll(() => bot?.close());

  const answers: readonly { what: string; fault: Fault }[] = [
    { what: '429', fault: { status: 429, retryAfter: '1' } },
    { what: '502', fault: { status: 502 } },
    { what: 'nothing', fault: { breakOff: true } },
    { what: '400', fault: { status: 400 } },
    { what: '401', fault: { status: 401, retryAfter: '1' } },
  ];

  it.each(answers)('goes although Teams answers $what to its removal, twice', async ({ fault }) => {
    const { who, place, consent } = await offered(bot);
    connector.fail({ ...fault, method: 'DELETE', conversation: place.id, times: 2 });
    await bot.consent(who, consent, 'decline', undefined, place);
    await untilGone(consent);
    expect(removals(place)).toHaveLength(3);
  });

  it('goes after an upload, too', async () => {
    const { who, place, consent } = await offered(bot);
    connector.fail({ status: 502, method: 'DELETE', conversation: place.id });
    await bot.consent(who, consent, 'accept', drive.place(), place);
    await untilGone(consent);
  });

  it('is not asked for again when it is gone, or was gone before', async () => {
    const { who, place, consent } = await offered(bot);
    connector.fail({ status: 502, accept: true, method: 'DELETE', conversation: place.id });
    await bot.consent(who, consent, 'decline', undefined, place);
    const left = 'select id from record.offer where card_gone_at is null and person = $1';
    await until('its removal is noted', async () => (await world.database.pool.query(left, [who.id])).rowCount === 0);
    expect(removals(place).map(({ status }) => status)).toEqual([502, 404]);
  });
});

describe.concurrent('when the bot that was to remove it is gone', () => {
  it('the next one does', async () => {
    const first = await startBot();
    const { who, place, consent } = await offered(first);
    const away: Fault = { status: 502, method: 'DELETE', conversation: place.id, times: 1_000 };
    connector.fail(away);
    await first.consent(who, consent, 'decline', undefined, place);
    await until('its removal is tried', () => removals(place).length > 0);
    await first.close();
    connector.heal(place.id);
    expect(consent.deleted).toBe(false);
    const second = await startBot();
    await untilGone(consent);
    await second.close();
  });

  it('in the middle of it, the next one does', async () => {
    const first = await startBot();
    const second = await startBot();
    const { who, place, consent } = await offered(first);
    const never = new AbortController();
    connector.fail({ method: 'DELETE', conversation: place.id, until: once(never.signal, 'abort') });
    await first.consent(who, consent, 'decline', undefined, place);
    await untilGone(consent);
    never.abort();
    await Promise.all([first.close(), second.close()]);
  });
});
