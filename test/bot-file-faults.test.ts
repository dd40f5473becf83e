// Files in a 1:1 chat under trouble: one consent card, one file, and a next step on the run's card whatever happens.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chatter, omar, type Place, startTestBot, type TestBot } from './kit/bot.ts';
import type { Posted } from './kit/connector.ts';
import { type Drive, startDrive } from './kit/drive.ts';
import { openRecorder, type RecordedRun, type Recorder, workbookSha } from './kit/recorded-runs.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let recorder: Recorder;
let drive: Drive;
let bot: TestBot;

beforeAll(async () => {
  world = await openWorld();
  recorder = openRecorder(world);
  drive = await startDrive();
  bot = await startTestBot(world, { BOT_FILE_HOSTS: drive.host });
});
afterAll(async () => {
  await bot?.close();
  await drive?.close();
  recorder?.close();
  await world?.close();
});

type Asking = { readonly who: Chatter; readonly place: Place };
let people = 0;
/** Somebody with a chat of their own that nobody else writes to. */
function somebody(): Asking {
  people += 1;
  return { who: { id: `person-${people}`, name: 'Some Body' }, place: { id: `a:file-${people}`, kind: 'personal' } };
}

async function finished({ who, place }: Asking): Promise<RecordedRun> {
  await bot.meet(who, place);
  return recorder.finished(who, place);
}

const isConsent = ({ activity }: Posted) => JSON.stringify(activity).includes('card.file.consent');
const isInfo = ({ activity }: Posted) => JSON.stringify(activity).includes('card.file.info');
const posted = ({ place }: Asking, which: (posted: Posted) => boolean) =>
  bot.connector.posted.filter((each) => each.conversation === place.id && which(each));
const consentOf = ({ place }: Asking, not?: Posted) =>
  bot.until(place, (_, each) => isConsent(each) && each.id !== not?.id);
const cardSays = ({ place }: Asking, words: string) =>
  bot.until(place, (text, each) => text.includes(words) && !isConsent(each));

type DeliveryRow = { status: string; failure: { code: string } | null; receipt: { sha256?: string } | null };

async function deliveryOf({ request }: RecordedRun): Promise<DeliveryRow> {
  const { rows } = await world.database.pool.query<DeliveryRow>(
    'select status, failure, receipt from record.delivery where request = $1',
    [request],
  );
  return rows[0] ?? { status: 'none', failure: null, receipt: null };
}

async function untilDelivery(run: RecordedRun, status: string): Promise<DeliveryRow> {
  for (const end = Date.now() + 60_000; Date.now() < end; await delay(25)) {
    const row = await deliveryOf(run);
    if (row.status === status) return row;
  }
  throw new Error(`The delivery is not ${status}: ${JSON.stringify(await deliveryOf(run))}`);
}

/** The asking card goes right after the file's card has come. */
async function untilNotAsked(asking: Asking): Promise<void> {
  const asked = () => posted(asking, (each) => isConsent(each) && !each.deleted);
  for (const end = Date.now() + 60_000; Date.now() < end && asked().length > 0; ) await delay(25);
  expect(asked()).toEqual([]);
}

async function untilGone(card: Posted): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end && !card.deleted; ) await delay(25);
  expect(card.deleted).toBe(true);
}

/** Allows it, and looks: the file is there, the asking card is gone, the run's card can send it again. */
async function arrives(asking: Asking, run: RecordedRun, consent: Posted, through: TestBot = bot): Promise<void> {
  const upload = drive.place();
  expect(await through.consent(asking.who, consent, 'accept', upload, asking.place)).toBe(200);
  await hasArrived(asking, run, upload.uploadUrl);
}

async function hasArrived(asking: Asking, run: RecordedRun, url: string): Promise<void> {
  const { receipt } = await untilDelivery(run, 'confirmed');
  expect(receipt?.sha256).toBe(workbookSha);
  expect(drive.files.get(url)).toBe(workbookSha);
  await cardSays(asking, 'Send again');
  await bot.until(asking.place, (_, each) => isInfo(each));
  await untilNotAsked(asking);
  expect(posted(asking, isInfo)).toHaveLength(1);
}

describe.concurrent('a file that is offered', () => {
  it.each([
    { what: '429 with Retry-After', fault: { status: 429, retryAfter: '1' } },
    { what: '429 without Retry-After', fault: { status: 429 } },
    { what: '412', fault: { status: 412 } },
  ])('is offered once when Teams answers $what, and arrives', async ({ fault }) => {
    const asking = somebody();
    bot.connector.fail({ ...fault, method: 'POST', conversation: asking.place.id, holds: 'card.file.consent' });
    const run = await finished(asking);
    await arrives(asking, run, await consentOf(asking));
    expect(posted(asking, isConsent)).toHaveLength(1);
  });

  it.each([
    { what: '502', fault: { status: 502 } },
    { what: 'nothing', fault: { breakOff: true } },
  ])('is offered once more by itself when Teams answers $what and nothing was posted', async ({ fault }) => {
    const asking = somebody();
    bot.connector.fail({ ...fault, method: 'POST', conversation: asking.place.id, holds: 'card.file.consent' });
    const run = await finished(asking);
    await arrives(asking, run, await consentOf(asking));
    expect(posted(asking, isConsent)).toHaveLength(1);
  });

  it('is offered again by itself when Teams refuses the card, twice even', async () => {
    const asking = somebody();
    const refused = { status: 400, method: 'POST', holds: 'card.file.consent', times: 2 } as const;
    bot.connector.fail({ ...refused, conversation: asking.place.id });
    const run = await finished(asking);
    await arrives(asking, run, await consentOf(asking));
    expect(posted(asking, isConsent)).toHaveLength(1);
  });

  const lost = { status: 502, accept: true, method: 'POST', holds: 'card.file.consent' } as const;

  it('is not offered twice when the answer is lost; the Allow works', async () => {
    const asking = somebody();
    bot.connector.fail({ ...lost, conversation: asking.place.id });
    const run = await finished(asking);
    await arrives(asking, run, await consentOf(asking));
    expect(posted(asking, isConsent)).toHaveLength(1);
  });

  it('is not offered once more before Teams answers', async () => {
    const asking = somebody();
    const away = { status: 502, conversation: asking.place.id } as const;
    bot.connector.fail({ ...away, method: 'POST', holds: 'card.file.consent' });
    bot.connector.fail({ ...away, method: 'GET', times: 2 });
    const run = await finished(asking);
    await arrives(asking, run, await consentOf(asking));
    const calls = bot.connector.calls.filter(({ conversation }) => conversation === asking.place.id);
    const at = (method: string) => calls.flatMap((call, index) => (call.method === method ? [index] : []));
    expect(calls.filter(({ method, status }) => method === 'GET' && status === 502)).toHaveLength(2);
    const shown = posted(asking, isConsent);
    expect(shown).toHaveLength(1);
    expect(Math.max(...at('POST'))).toBeGreaterThan(Math.max(...at('GET')));
  });

  it('is given up when no answer comes to any of three cards, and can be offered again', async () => {
    const asking = somebody();
    bot.connector.fail({ ...lost, conversation: asking.place.id, accept: false, times: 3 });
    const run = await finished(asking);
    const card = await cardSays(asking, 'Offer again');
    expect((await deliveryOf(run)).failure?.code).toBe('DELIVERY_UNCERTAIN');
    await bot.press(asking.who, card, 'Offer again', {}, asking.place);
    await arrives(asking, run, await consentOf(asking));
  }, 180_000);

  it('is taken from the newest card only', async () => {
    const asking = somebody();
    bot.connector.fail({ ...lost, conversation: asking.place.id });
    const run = await finished(asking);
    const old = await consentOf(asking);
    const consent = await consentOf(asking, old);
    const upload = drive.place();
    await bot.consent(asking.who, old, 'accept', upload, asking.place);
    await bot.until(asking.place, (text) => text.includes('This offer has ended'));
    await untilGone(old);
    expect(drive.puts).not.toContain(upload.uploadUrl);
    await arrives(asking, run, consent);
  });

  it('and declined can be offered again', async () => {
    const asking = somebody();
    const run = await finished(asking);
    const consent = await consentOf(asking);
    expect(await bot.consent(asking.who, consent, 'decline', undefined, asking.place)).toBe(200);
    const card = await cardSays(asking, 'Offer again');
    await untilNotAsked(asking);
    expect(await deliveryOf(run)).toMatchObject({ status: 'given-up', failure: { code: 'DELIVERY_DECLINED' } });
    await bot.press(asking.who, card, 'Offer again', {}, asking.place);
    await arrives(asking, run, await consentOf(asking));
  });

  it('is declined at once, however long Teams takes to remove the card', async () => {
    const asking = somebody();
    const run = await finished(asking);
    const consent = await consentOf(asking);
    const held = new AbortController();
    bot.connector.fail({ method: 'DELETE', conversation: asking.place.id, until: once(held.signal, 'abort') });
    const before = Date.now();
    expect(await bot.consent(asking.who, consent, 'decline', undefined, asking.place)).toBe(200);
    expect(Date.now() - before).toBeLessThan(10_000);
    expect(consent.deleted).toBe(false);
    expect((await deliveryOf(run)).status).toBe('given-up');
    held.abort();
    await untilNotAsked(asking);
  });

  it('is sent once however often Allow is pressed', async () => {
    const asking = somebody();
    const run = await finished(asking);
    const consent = await consentOf(asking);
    const places = [drive.place(), drive.place(), drive.place()];
    await Promise.all(places.map((upload) => bot.consent(asking.who, consent, 'accept', upload, asking.place)));
    await untilDelivery(run, 'confirmed');
    await bot.consent(asking.who, consent, 'accept', drive.place(), asking.place);
    const used = places.filter(({ uploadUrl }) => drive.puts.includes(uploadUrl));
    expect(used).toHaveLength(1);
    await hasArrived(asking, run, used[0]?.uploadUrl ?? '');
    expect(posted(asking, ({ activity }) => /has ended/.test(JSON.stringify(activity)))).toEqual([]);
  });

  it('is not for somebody else to take', async () => {
    const asking = somebody();
    const run = await finished(asking);
    const consent = await consentOf(asking);
    const upload = drive.place();
    expect(await bot.consent(omar, consent, 'accept', upload, asking.place)).toBe(200);
    await bot.consent(omar, consent, 'decline', undefined, asking.place);
    await bot.until(asking.place, (text) => text.includes('not yours to take'));
    expect(drive.puts).not.toContain(upload.uploadUrl);
    await arrives(asking, run, consent);
  });
});

describe.concurrent('the card of a file that has arrived', () => {
  it.each([
    { what: '429 with Retry-After', fault: { status: 429, retryAfter: '1', times: 2 } },
    { what: '429 without Retry-After', fault: { status: 429, times: 2 } },
    { what: '412', fault: { status: 412 } },
    { what: '502 although it was posted', fault: { status: 502, accept: true } },
  ])('is posted once when Teams answers $what', async ({ fault }) => {
    const asking = somebody();
    bot.connector.fail({ ...fault, method: 'POST', conversation: asking.place.id, holds: 'card.file.info' });
    const run = await finished(asking);
    await arrives(asking, run, await consentOf(asking));
  });

  it('may be lost: the card of the run opens the file', async () => {
    const asking = somebody();
    bot.connector.fail({ status: 502, method: 'POST', conversation: asking.place.id, holds: 'card.file.info' });
    const run = await finished(asking);
    const upload = drive.place();
    await bot.consent(asking.who, await consentOf(asking), 'accept', upload, asking.place);
    await untilDelivery(run, 'confirmed');
    await cardSays(asking, upload.contentUrl);
    expect(posted(asking, isInfo)).toEqual([]);
  });
});

describe('an upload', () => {
  it.each([
    { what: 'has expired', status: 404, code: 'DELIVERY_URL_EXPIRED' },
    { what: 'is gone', status: 410, code: 'DELIVERY_URL_EXPIRED' },
  ])('whose address $what is offered anew by itself', async ({ status }) => {
    const asking = somebody();
    const run = await finished(asking);
    const consent = await consentOf(asking);
    drive.fail({ status, times: 1 });
    await bot.consent(asking.who, consent, 'accept', drive.place(), asking.place);
    const next = await consentOf(asking, consent);
    await untilGone(consent);
    await arrives(asking, run, next);
  });

  it('that finds no room can be offered again', async () => {
    const asking = somebody();
    const run = await finished(asking);
    drive.fail({ status: 507, times: 1 });
    await bot.consent(asking.who, await consentOf(asking), 'accept', drive.place(), asking.place);
    const card = await cardSays(asking, 'Offer again');
    expect((await deliveryOf(run)).failure?.code).toBe('DELIVERY_LIBRARY_FULL');
    await bot.press(asking.who, card, 'Offer again', {}, asking.place);
    await arrives(asking, run, await consentOf(asking));
  });

  it('to a host that is no OneDrive is refused', async () => {
    const asking = somebody();
    const run = await finished(asking);
    const upload = { ...drive.place(), uploadUrl: 'https://evil.example/up' };
    await bot.consent(asking.who, await consentOf(asking), 'accept', upload, asking.place);
    await cardSays(asking, 'Offer again');
    expect((await deliveryOf(run)).failure?.code).toBe('DELIVERY_NOT_ALLOWED');
  });

  it('that fails for ever is given up after a while, and offered anew', async () => {
    const asking = somebody();
    const run = await finished(asking);
    const consent = await consentOf(asking);
    drive.fail({ status: 503, times: Number.POSITIVE_INFINITY });
    await bot.consent(asking.who, consent, 'accept', drive.place(), asking.place);
    while ((await deliveryOf(run)).failure?.code !== 'DELIVERY_FAILED') await delay(100);
    drive.heal();
    await arrives(asking, run, await consentOf(asking, consent));
  }, 180_000);
});

describe('bots that come, go and work side by side', () => {
  /** A call that never comes to its end: its answer is not waited for. */
  const stall = async (url: string): Promise<Socket> => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /api/messages HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n');
    await once(socket, 'data');
    return socket;
  };

  it('go on with an upload that a stopped bot had begun, whoever is still at its door', async () => {
    const asking = somebody();
    const hosts = { BOT_FILE_HOSTS: drive.host };
    const run = await finished(asking);
    const consent = await consentOf(asking);
    const ending = await startTestBot(world, { ...hosts, SHUTDOWN_GRACE_S: '1' }, { connector: bot.connector });
    const upload = drive.place();
    drive.fail({ hold: true, times: 1 });
    await ending.consent(asking.who, consent, 'accept', upload, asking.place);
    while (!drive.puts.includes(upload.uploadUrl)) await delay(25);
    const caller = await stall(ending.bot.url);
    const before = Date.now();
    await ending.close();
    expect(Date.now() - before).toBeLessThan(5_000);
    await hasArrived(asking, run, upload.uploadUrl);
    caller.destroy();
  });

  it('offer one file once, and send it once though Allow reaches both', async () => {
    const asking = somebody();
    const second = await startTestBot(world, { BOT_FILE_HOSTS: drive.host }, { connector: bot.connector });
    const run = await finished(asking);
    const consent = await consentOf(asking);
    const places = [drive.place(), drive.place()] as const;
    await Promise.all([
      bot.consent(asking.who, consent, 'accept', places[0], asking.place),
      second.consent(asking.who, consent, 'accept', places[1], asking.place),
    ]);
    await untilDelivery(run, 'confirmed');
    const used = places.filter(({ uploadUrl }) => drive.puts.includes(uploadUrl));
    expect(used).toHaveLength(1);
    await hasArrived(asking, run, used[0]?.uploadUrl ?? '');
    expect(posted(asking, isConsent)).toHaveLength(1);
    await second.close();
  });
});

describe('an offer that nobody answers', () => {
  it('ends after its time and can be made again; the old card takes nothing', async () => {
    const asking = somebody();
    const impatient = { BOT_FILE_HOSTS: drive.host, BOT_FILE_OFFER_HOURS: '0.0003' };
    await bot.close();
    bot = await startTestBot(world, impatient);
    const run = await finished(asking);
    const consent = await consentOf(asking);
    const card = await cardSays(asking, 'Offer again');
    expect((await deliveryOf(run)).failure?.code).toBe('DELIVERY_NOT_TAKEN');
    await untilGone(consent);
    const upload = drive.place();
    await bot.consent(asking.who, consent, 'accept', upload, asking.place);
    await bot.until(asking.place, (text) => text.includes('This offer has ended'));
    expect(drive.puts).not.toContain(upload.uploadUrl);
    await bot.press(asking.who, card, 'Offer again', {}, asking.place);
    await arrives(asking, run, await consentOf(asking, consent));
  });
});
