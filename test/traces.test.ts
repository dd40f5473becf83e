// One trace from what somebody writes in the chat to the file in their OneDrive, across bot and runner; and an outage of the collector.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatOf, dana, omar, startTestBot, type TestBot } from './kit/bot.ts';
import { type Collected, type Collector, openCollector } from './kit/collector.ts';
import { openUploadDrive, type UploadDrive } from './kit/upload-drive.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const header = 'collector-header-value';
const uploadPlace = 'upload-session-of-dana-0123456789';
let world: TestWorld;
let bot: TestBot;
let drive: UploadDrive;
let collector: Collector;

beforeAll(async () => {
  collector = await openCollector();
  world = await openWorld();
  drive = await openUploadDrive();
  const traced = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
    OTEL_EXPORTER_OTLP_HEADERS: `x-key=${header}`,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test%20world',
  };
  await world.runner({ ...traced, RUNNER_NAME: 'runner-one', DELIVERY_FOLDER: join(world.folder, 'workbooks') });
  bot = await startTestBot(world, { ...traced, BOT_FILE_HOSTS: drive.host, OTEL_SERVICE_NAME: 'reports-door' });
});
afterAll(async () => {
  await bot?.close();
  await world?.close();
  await drive?.close();
  await collector?.close();
});

/** The names from a span up to the root of its trace. */
function wayUp(spans: readonly Collected[], span: Collected | undefined): readonly string[] {
  if (!span) return [];
  const above = spans.find(({ id, trace }) => id === span.parent && trace === span.trace);
  return [span.name, ...(span.parent === undefined ? [] : above ? wayUp(spans, above) : ['(missing)'])];
}

const named = (spans: readonly Collected[], name: string) => spans.filter((span) => span.name === name);

/** From the chat to the file; the number of the run. */
async function wholeWay(text: string, who = dana): Promise<number> {
  const place = chatOf(who);
  await bot.say(who, text);
  const consent = await bot.until(place, (shown) => shown.includes('card.file.consent'));
  expect(await bot.consent(who, consent, 'accept', drive.upload(uploadPlace))).toBe(200);
  await bot.until(place, (shown) => shown.includes('card.file.info'));
  const { rows } = await world.database.pool.query<{ id: number }>('select max(id) as id from record.run');
  return rows[0]?.id ?? 0;
}

describe('a wish in the chat', () => {
  it('is one trace, from the message to the file in the OneDrive', async () => {
    const run = await wholeWay('run TB 2024-03 for 111111');
    const spans = await collector.until(['file uploaded', 'run', 'step Workbook', 'delivery', 'file offered']);
    const [accepted] = named(spans, 'request accepted');
    const ofTrace = spans.filter(({ trace }) => trace === accepted?.trace);
    expect(wayUp(spans, accepted)).toEqual(['request accepted', 'chat message', 'POST /api/messages']);
    for (const name of ['run', 'file uploaded'])
      expect(wayUp(spans, named(ofTrace, name)[0])).toEqual([name, ...wayUp(spans, accepted)]);
    expect(wayUp(spans, named(ofTrace, 'file offered')[0])).toEqual([
      'file offered',
      'delivery',
      ...wayUp(spans, accepted),
    ]);
    expect(wayUp(spans, named(ofTrace, 'step Workbook')[0])).toEqual([
      'step Workbook',
      'run',
      ...wayUp(spans, accepted),
    ]);
    const calls = ofTrace.filter(({ name }) => name.startsWith('plex '));
    expect(calls.length).toBeGreaterThanOrEqual(6);
    for (const call of calls) expect(wayUp(spans, call).slice(1, 3)).toEqual([expect.stringMatching(/^step /), 'run']);
    expect(named(ofTrace, 'run')[0]?.attributes).toMatchObject({ 'repsys.run': run, 'repsys.company': 111111 });
    expect(ofTrace.filter(({ failure }) => failure !== '')).toEqual([]);
    expect(spans.flatMap((span) => wayUp(spans, span))).not.toContain('(missing)');
  });

  it('is told by both processes under their names', async () => {
    await collector.until(['delivery']);
    const said = new Map(collector.spans.map(({ resource }) => [resource['service.name'], resource]));
    expect([...said.keys()].sort()).toEqual(['reports-door', 'repsys-runner']);
    expect(said.get('repsys-runner')).toMatchObject({
      'service.instance.id': 'runner-one',
      'service.version': '0.1.0',
      'deployment.environment.name': 'test world',
    });
  });

  it('leads its upload back to the press of Allow, by a link', async () => {
    const [uploaded] = named(await collector.until(['file uploaded']), 'file uploaded');
    const pressed = collector.spans.find(({ trace }) => trace === uploaded?.links[0]);
    expect(pressed?.name).toMatch(/chat activity|POST \/api\/messages/);
    expect(pressed?.trace).not.toBe(uploaded?.trace);
  });

  it('that is one with another’s gives each asker a trace of their own; the run stands in the first', async () => {
    await world.fault('slow', { delayMs: 1_500 });
    await bot.say(dana, 'run TB 2024-02 for 111111');
    await bot.say(omar, 'run TB 2024-02 for 111111');
    const place = chatOf(omar);
    await bot.until(place, (shown) => shown.includes('card.file.consent'));
    const { rows } = await world.database.pool.query<{ run: number; traceparent: string }>(
      'select run, traceparent from record.request where run = (select max(id) from record.run) order by id',
    );
    const [first, second] = rows.map(({ traceparent }) => traceparent.split('-')[1]);
    expect(first).not.toBe(second);
    const of = (run: number | undefined) =>
      collector.spans.filter(({ attributes }) => attributes['repsys.run'] === run);
    await expect
      .poll(() => of(rows[0]?.run).find(({ name }) => name === 'run')?.trace, { timeout: 60_000 })
      .toBe(first);
    const offered = () =>
      of(rows[0]?.run)
        .filter(({ name }) => name === 'delivery')
        .map(({ trace }) => trace);
    await expect.poll(() => new Set(offered()), { timeout: 60_000 }).toEqual(new Set([first, second]));
  });

  it('that fails says so by its code, at the step and at the run', async () => {
    await world.fault('http-401', { times: 'all' });
    await bot.say(dana, 'run TB 2024-01 for 111111');
    await bot.until(chatOf(dana), (shown) => shown.includes('PLEX_REJECTED') || /failed/i.test(shown));
    await world.clearFaults();
    const failures = () => collector.spans.filter(({ failure }) => failure === 'PLEX_REJECTED').map(({ name }) => name);
    await expect
      .poll(failures, { timeout: 60_000 })
      .toEqual(expect.arrayContaining(['run', expect.stringMatching(/^step /), expect.stringMatching(/^plex /)]));
  });

  it('leaves no secret and no word of its asker in the trace', () => {
    const sent = collector.raw.join('\n');
    const [one] = world.plex.companies;
    const passwords = [one?.password ?? '', new URL(world.databaseUrl).password].filter((each) => each.length > 5);
    for (const secret of [...passwords, header, uploadPlace, 'Dana', dana.id, 'run TB'])
      expect(sent.includes(secret), secret.slice(0, 4)).toBe(false);
  });
});

describe('a collector that is away', () => {
  it('hurts nobody, and gets what waited when it is back', async () => {
    collector.refuse(true);
    const view = await world.report({ from: 202312 });
    expect(view.status).toBe('succeeded');
    await expect.poll(() => collector.refused, { timeout: 60_000 }).toBeGreaterThan(0);
    collector.refuse(false);
    const ofRun = () => named(collector.spans, 'run').map(({ attributes }) => attributes['repsys.run']);
    await expect.poll(ofRun, { timeout: 60_000 }).toContain(view.id);
    const next = await world.report({ from: 202311 });
    await expect.poll(ofRun, { timeout: 60_000 }).toContain(next.id);
  });
});
