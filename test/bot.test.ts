// The bot in a 1:1 chat, from what somebody writes to the file in their OneDrive, on real servers.
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatOf, dana, startTestBot, type TestBot } from './kit/bot.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let bot: TestBot;
let drive: Server;
let stored: Buffer;
let driveUrl: string;

beforeAll(async () => {
  world = await openWorld();
  await world.runner();
  drive = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    stored = Buffer.concat(chunks);
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: '1', name: 'x', size: stored.length }));
  });
  await new Promise<void>((resolve) => drive.listen(0, '127.0.0.1', resolve));
  driveUrl = `127.0.0.1:${(drive.address() as AddressInfo).port}`;
  bot = await startTestBot(world, { BOT_FILE_HOSTS: driveUrl });
});
afterAll(async () => {
  await bot?.close();
  drive?.close();
  await world?.close();
});

const upload = () => ({
  uploadUrl: `http://${driveUrl}/up`,
  contentUrl: `http://${driveUrl}/file.xlsx`,
  name: 'file.xlsx',
  uniqueId: 'u1',
  fileType: 'xlsx',
});

describe('a wish in a 1:1 chat', () => {
  it('becomes one card that moves, and the file', async () => {
    const place = chatOf(dana);
    await bot.say(dana, 'run TB 2024-03 for 111111');
    const card = await bot.until(place, (text) => /TIED/i.test(text));
    const consent = await bot.until(place, (text) => text.includes('card.file.consent'));
    expect(await bot.consent(dana, consent, 'accept', upload())).toBe(200);
    await bot.until(place, (text) => text.includes('card.file.info'));
    const { rows } = await world.database.pool.query('select sha256 from record.workbook order by run desc limit 1');
    expect(createHash('sha256').update(stored).digest('hex')).toBe(rows[0].sha256);
    await bot.until(place, (text, posted) => posted.id === card.id && text.includes('Send again'));
    expect(bot.connector.shown(place.id).some((posted) => posted.id === consent.id)).toBe(false);
    expect(bot.connector.shown(place.id).length).toBe(2);
  });
});
