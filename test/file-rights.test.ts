// A right that is taken away reaches the files too: what is offered, what was allowed, what another bot had begun, what is sent again.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Chatter, type Place, startTestBot, type TestBot } from './kit/bot.ts';
import { type Connector, type Posted, startConnector } from './kit/connector.ts';
import { type Drive, startDrive } from './kit/drive.ts';
import { openRecorder, type RecordedRun, type Recorder } from './kit/recorded-runs.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const rita: Chatter = { id: '44444444-4444-4444-8444-444444444444', name: 'Rita' };
const role = { roles: ['requester'], companies: [111111] };

let world: TestWorld;
let recorder: Recorder;
let drive: Drive;
let connector: Connector;
let bot: TestBot;
/** Each story has a chat of its own. */
let place: Place;
let places = 0;
beforeEach(() => {
  places += 1;
  place = { id: `a:rita-${places}`, kind: 'personal' };
});

/** A change of the access list: the bots are started anew with it. */
async function startWith(people: readonly object[]): Promise<void> {
  await bot?.close();
  const list = join(world.folder, 'access.json');
  writeFileSync(list, JSON.stringify({ people }));
  const settings = { BOT_ACCESS_FILE: list, BOT_FILE_HOSTS: drive.host, SHUTDOWN_GRACE_S: '1' };
  bot = await startTestBot(world, settings, { connector });
}

const granted = () => startWith([{ person: rita.id, ...role }]);
const revoked = () => startWith([{ person: rita.id, ...role, companies: [222222] }]);

beforeAll(async () => {
  world = await openWorld();
  recorder = openRecorder(world);
  drive = await startDrive();
  connector = await startConnector();
});
afterAll(async () => {
  await bot?.close();
  await connector?.close();
  await drive?.close();
  recorder?.close();
  await world?.close();
});

const isConsent = (_: string, { activity }: Posted) => JSON.stringify(activity).includes('card.file.consent');
const offers = () => connector.shown(place.id).filter((posted) => isConsent('', posted));

/** The card that asked goes after the delivery has ended. */
async function untilNotOffered(): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end && offers().length > 0; ) await delay(25);
  expect(offers()).toEqual([]);
}

const gone = 'Whoever asked for this file has no right to see its company any more.';

async function deliveryOf({ request }: RecordedRun) {
  const { rows } = await world.database.pool.query<{ status: string; failure: { code: string; message: string } }>(
    'select status, failure from record.delivery where request = $1',
    [request],
  );
  return rows[0];
}

/** The delivery ends with the reason, and the card tells it to its asker. */
async function untilWithheld(run: RecordedRun): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end && (await deliveryOf(run))?.status !== 'given-up'; )
    await delay(25);
  expect(await deliveryOf(run)).toMatchObject({
    status: 'given-up',
    failure: { code: 'DELIVERY_NO_RIGHT', message: gone },
  });
  await bot.until(place, (text) => text.includes(`run ${run.run}`) && text.includes(gone));
}

async function finished(): Promise<RecordedRun> {
  await bot.meet(rita, place);
  return recorder.finished(rita, place);
}

it('a file that was offered before is not uploaded at an Allow; the offer is withdrawn with a word', async () => {
  await granted();
  const run = await finished();
  const consent = await bot.until(place, isConsent);
  await revoked();
  const upload = drive.place();
  expect(await bot.consent(rita, consent, 'accept', upload, place)).toBe(200);
  await untilWithheld(run);
  await bot.until(place, (text) => text.includes(`The file of run ${run.run} is no longer offered`));
  await untilNotOffered();
  expect(drive.puts).not.toContain(upload.uploadUrl);
});

it('a file that is finished after the right has gone is not offered', async () => {
  await granted();
  await bot.meet(rita, place);
  const run = await recorder.asked(rita, place);
  await revoked();
  await recorder.ended(run);
  await untilWithheld(run);
  expect(offers()).toEqual([]);
});

it('an upload that another bot had begun is not gone on with', async () => {
  await granted();
  const run = await finished();
  const consent = await bot.until(place, isConsent);
  const upload = drive.place();
  drive.fail({ hold: true, times: 1 });
  await bot.consent(rita, consent, 'accept', upload, place);
  while (!drive.puts.includes(upload.uploadUrl)) await delay(25);
  await revoked();
  await untilWithheld(run);
  await untilNotOffered();
  expect(drive.files.has(upload.uploadUrl)).toBe(false);
});

it('an offer that waits is withdrawn when an operator has it sent again', async () => {
  await granted();
  const run = await finished();
  await bot.until(place, isConsent);
  await revoked();
  await world.database.pool.query(`update record.delivery set status = 'due', due_at = now() where request = $1`, [
    run.request,
  ]);
  await untilWithheld(run);
  await bot.until(place, (text) => text.includes(`The file of run ${run.run} is no longer offered`));
  await untilNotOffered();
});

it('comes back with the right: the file is offered again', async () => {
  await granted();
  const run = await finished();
  const consent = await bot.until(place, isConsent);
  await revoked();
  await bot.consent(rita, consent, 'accept', drive.place(), place);
  await untilWithheld(run);
  await granted();
  const card = await bot.until(place, (text) => text.includes(`run ${run.run}`) && text.includes('Offer again'));
  await bot.press(rita, card, 'Offer again', {}, place);
  const again = await bot.until(place, (text, posted) => isConsent(text, posted) && posted.id !== consent.id);
  const upload = drive.place();
  await bot.consent(rita, again, 'accept', upload, place);
  while ((await deliveryOf(run))?.status !== 'confirmed') await delay(25);
  expect(drive.files.has(upload.uploadUrl)).toBe(true);
});
