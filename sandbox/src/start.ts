// `npm start`: the whole world on loopback with a chat window, until Ctrl-C. On its very first start it runs the main job once.
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { formatPeriod, type Period, parseRequest } from '@repsys/core';
import { clock, countRuns, openDatabase } from '@repsys/core/node';
import colors from 'picocolors';
import { awaitRun, type Reach, submit } from './main-job.ts';
import { progressLine, resultLines, verdictText } from './terminal.ts';
import { returnKey, takeKey } from './world/entrance.ts';
import { dataFolder, readSign, worldChoice } from './world/places.ts';
import { startWorld, type World } from './world/world.ts';
import { openWorldLog } from './world-log.ts';

const say = openWorldLog((line) => void process.stdout.write(line));

/** The newest month that the sandbox has closed: books close on the 6th. */
function lastClosedMonth(today: string): Period {
  const [year = 0, month = 0, day = 0] = today.split('-').map(Number);
  const back = day >= 6 ? 1 : 2;
  const months = year * 12 + (month - 1) - back;
  return (Math.trunc(months / 12) * 100 + (months % 12) + 1) as Period;
}

/** Where nothing can move on the screen, the runner's own lines tell enough. */
const silent = { hear: () => undefined, look: () => undefined, end: () => undefined };

async function firstReport(reach: Reach, world: World, today: string): Promise<void> {
  const period = lastClosedMonth(today);
  const requester = userInfo().username;
  const request = parseRequest({
    report: 'trial-balance',
    company: world.sign.firstCompany,
    parameters: { from: period, to: period },
    requester,
    source: 'start',
  });
  say(
    'world',
    `first start: making the trial balance of ${formatPeriod(period)} for company ${world.sign.firstCompany}`,
  );
  const { run } = await submit(reach, request);
  const line = process.stdout.isTTY ? progressLine(process.stdout) : silent;
  const view = await awaitRun(reach, run, requester, line, new AbortController().signal);
  line.end();
  for (const text of resultLines(view)) process.stdout.write(`${text}\n`);
  if (view.verdict && view.workbook) {
    say('world', `${verdictText[view.verdict]}  ${join(world.sign.deliveryFolder, view.workbook.fileName)}`);
  } else {
    say('world', `${view.status}: ${view.failure?.code} ${view.failure?.message}`);
  }
}

/** The chat window and the tab; a bot that Teams knows is talked to there. */
function whereToTalk({ sign: { chatUrl, teamsUrl, firstCompany }, tabUrl }: World): readonly string[] {
  if (!chatUrl) return [`${colors.bold('Open')}  Microsoft Teams, where the app is; the bot answers there.`];
  return [
    `${colors.bold('Open')}  ${colors.cyan(chatUrl)}  ${colors.bold('and type')}  ${colors.cyan(`run TB 2024-03 for ${firstCompany}`)}`,
    `${colors.bold('Or')}    ${colors.cyan(teamsUrl ?? '')}  for the tab, with the chat beside it`,
    `${colors.bold('Or')}    ${colors.cyan(tabUrl ?? '')}  for the tab without Teams; the address holds the secret of this start`,
  ];
}

function tellWhatToDo(world: World, folder: string): void {
  const lines = [
    '',
    `${colors.bold('Everything is up.')} Data in ${folder}`,
    '',
    ...whereToTalk(world),
    '',
    `  PostgreSQL  ${world.sign.databaseUrl.replace(/:[^:@/]*@/, ':***@')}`,
    `  Redis       ${world.sign.redisUrl}`,
    `  Plex        ${world.plex.url}`,
    `  Companies   ${world.plex.companies.join(', ')}`,
    `  Workbooks   ${world.sign.deliveryFolder}`,
    '',
    'Or in another terminal:',
    colors.cyan('  npm run report -- TB 2024-03 --out tb.xlsx'),
    colors.cyan(`  npm run report -- TB 2023-01..2023-12 --company ${world.plex.companies.at(-1)}`),
    '',
    'Ctrl-C stops everything.',
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

async function main(): Promise<void> {
  const choice = worldChoice(process.env);
  const folder = dataFolder(choice);
  const up = readSign(folder);
  if (up)
    throw new Error(
      `A world is already up in ${folder} (process ${up.pid}). REPSYS_DATA=… starts another one beside it.`,
    );
  const interrupted = new AbortController();
  process.on('SIGINT', () => interrupted.abort());
  process.on('SIGTERM', () => interrupted.abort());
  await mkdir(folder, { recursive: true });
  if (!(await takeKey(folder)))
    throw new Error(`Another command is using the world in ${folder}; try again when it has ended.`);
  try {
    const world = await startWorld({ folder, environment: process.env, graceSeconds: 2, chat: true, say, ...choice });
    await live(world, folder, choice.today, interrupted.signal).finally(() => world.stop());
  } finally {
    await returnKey(folder);
  }
}

/** From up to Ctrl-C, or until a part ends by itself. */
async function live(world: World, folder: string, today: string | undefined, interrupted: AbortSignal): Promise<void> {
  const interruption = new Promise<void>((resolve) => interrupted.addEventListener('abort', () => resolve()));
  const database = openDatabase(world.sign.databaseUrl, { name: 'start', max: 4 });
  try {
    const reach = { database, redisUrl: world.sign.redisUrl };
    // A real Plex is asked only when somebody wants something of it.
    const first = !process.env.PLEX_URL && (await countRuns(database)) === 0;
    const day = clock({ ...(today && { REPSYS_TODAY: today }) })();
    const opening = first ? firstReport(reach, world, day) : Promise.resolve();
    await Promise.race([opening, interruption, world.failed]);
    if (!interrupted.aborted) tellWhatToDo(world, folder);
    await Promise.race([interruption, world.failed]);
  } finally {
    process.stdout.write('\nstopping …\n');
    await database.close();
  }
}

await main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  },
);
