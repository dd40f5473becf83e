// The log of a whole run that succeeds and of one that fails, on the lowest level: every line says what it belongs to, none gives a secret away.
import { createLogger, secretsIn } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chatOf, dana, startTestBot, type TestBot } from './kit/bot.ts';
import { openUploadDrive, type UploadDrive } from './kit/upload-drive.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

type Line = Readonly<Record<string, unknown>>;

const uploadPlace = 'upload-session-0123456789-abcdef';
const callId = 'ingress-call-0001';
let world: TestWorld;
let bot: TestBot;
let drive: UploadDrive;
const written: string[] = [];
const lines = (name: string): readonly Line[] =>
  written.map((line) => JSON.parse(line) as Line).filter((line) => line.name === name);

beforeAll(async () => {
  world = await openWorld();
  drive = await openUploadDrive();
  const to = { write: (line: string) => void written.push(line) };
  const secrets = secretsIn(world.environment());
  await world.runner({ PLEX_CHECK: '1', PLEX_ATTEMPTS: '2' }, createLogger('runner', 'trace', { secrets, to }));
  bot = await startTestBot(
    world,
    { BOT_FILE_HOSTS: drive.host },
    { log: createLogger('bot', 'trace', { secrets, to }) },
  );
  const place = chatOf(dana);
  await world.fault('http-503');
  await bot.say(dana, 'run TB 2024-03 for 111111');
  const consent = await bot.until(place, (text) => text.includes('card.file.consent'));
  await bot.consent(dana, consent, 'accept', drive.upload(uploadPlace));
  await bot.until(place, (text) => text.includes('card.file.info'));
  await world.fault('http-401', { times: 'all' });
  await bot.say(dana, 'run TB 2024-02 for 111111');
  await bot.until(place, (text) => text.includes('PLEX_REJECTED') || /failed/i.test(text));
  await world.clearFaults();
  // An upload that is refused: its address must not be told either.
  await bot.say(dana, 'send 1');
  const again = await bot.until(
    place,
    (text, posted) => text.includes('card.file.consent') && posted.id !== consent.id,
  );
  const elsewhere = {
    ...drive.upload(),
    uploadUrl: `https://elsewhere.example/${uploadPlace}?tempauth=${uploadPlace}`,
  };
  await bot.consent(dana, again, 'accept', elsewhere);
  const refused = () => lines('bot').filter(({ msg }) => msg === 'a file could not be uploaded');
  await vi.waitUntil(() => refused().length === 1, { timeout: 60_000 });
});
afterAll(async () => {
  await bot?.close();
  await drive?.close();
  await world?.close();
});

describe('the log of a run', () => {
  it('names run, company and report in each line, and the step within one', () => {
    const ofRuns = lines('runner').filter(({ run }) => run !== undefined);
    expect(ofRuns.length).toBeGreaterThan(15);
    for (const line of ofRuns.filter(({ msg }) => msg !== 'request accepted'))
      expect(line).toMatchObject({ company: 111111, report: 'trial-balance' });
    const inSteps = ofRuns.filter(({ msg }) => msg === 'a slice is asked for again' || msg === 'step');
    expect(inSteps.length).toBeGreaterThan(8);
    for (const line of inSteps) expect(line.step).toEqual(expect.any(String));
    expect(ofRuns.some(({ msg }) => msg === 'run succeeded')).toBe(true);
    expect(ofRuns.some(({ msg, code }) => msg === 'run failed' && code === 'PLEX_REJECTED')).toBe(true);
  });

  it('leads from the call at the door to the run', async () => {
    const accepted = lines('bot').filter(({ msg }) => msg === 'request accepted');
    expect(accepted.length).toBe(3);
    for (const line of accepted)
      expect(line).toMatchObject({ call: expect.any(String), run: expect.any(Number), request: expect.any(Number) });
    const health = { headers: { 'x-request-id': callId } };
    const answer = await fetch(`${bot.bot.url}/health/live`, health);
    expect(answer.headers.get('x-request-id')).toBe(callId);
    const forged = { headers: { 'x-request-id': 'not "an" id' } };
    expect((await fetch(`${bot.bot.url}/health/live`, forged)).headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });

  it('holds no secret, whatever happened', () => {
    const all = written.join('');
    const { environment, plex, databaseUrl } = world;
    const basic = plex.companies.map(({ user, password }) => Buffer.from(`${user}:${password}`).toString('base64'));
    const passwords = plex.companies.map(({ password }) => password);
    const secrets = [...passwords, ...basic, uploadPlace, new URL(databaseUrl).password, ...secretsIn(environment())];
    const longEnough = secrets.filter(({ length }) => length >= 6);
    expect(longEnough.length).toBeGreaterThanOrEqual(5);
    for (const secret of longEnough) expect(all.includes(secret), secret.slice(0, 3)).toBe(false);
    expect(all).not.toMatch(/postgres(ql)?:\/\/[^*"/]*:[^*"/]*@|uploadUrl":"(?!\*)|Bearer (?!\*)/);
  });
});
