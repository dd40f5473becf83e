// The commands besides `run`: what is answered to each, in the chat.
import { AppError, type Command, commandList, type RunStatus } from '@repsys/core';
import { type Acceptance, type ArchiveLine, publishedReports } from '@repsys/core/node';
import type { Person } from '../access.ts';
import type { Door } from '../request-desk.ts';
import type { Card } from './cards/card.ts';
import { historyCard } from './cards/history-card.ts';
import { queueCard, statusCard } from './cards/queue-card.ts';
import { helpCard, noticeCard, repairCard, reportsCard } from './cards/talk-cards.ts';
import type { Chat } from './chat.ts';
import type { Draft } from './draft.ts';
import { type RunAnswer, runCommand } from './run-command.ts';
import { historyRow, queueRow } from './run-rows.ts';

const mostHistory = 8;
const mostLooked = 20;

/** Carries out a command of a person. Throws AppErrors of the request family. */
export async function obey(chat: Chat, person: Person, command: Command, door: Door): Promise<RunAnswer> {
  switch (command.verb) {
    case 'run':
      return runCommand(chat, person, command, door);
    case 'again':
    case 'resume':
    case 'send':
      return { accepted: await repeatOf(chat, person, command.verb, command.run, door) };
    case 'cancel':
      return { say: await cancel(chat, person, command.run) };
    case 'unclear':
      return { say: repairOf(command.understood, command.problem, command.repairs) };
    case 'unknown':
      return { say: repairOf('', 'I did not understand that.', [...command.suggestions, 'help']) };
    default:
      return { say: { card: await tell(chat, person, command) } };
  }
}

function repairOf(understood: string, problem: string, repairs: readonly string[]): Draft {
  const buttons = repairs.map((command) => ({ title: command, command }));
  return { card: repairCard({ understood, problem, repairs: buttons }), summary: problem };
}

type Telling = Exclude<Command, { verb: 'run' } | { verb: 'unknown' } | { verb: 'unclear' }>;

async function tell(chat: Chat, person: Person, command: Telling): Promise<Card> {
  const reports = await publishedReports(chat.database);
  switch (command.verb) {
    case 'reports':
      return reportsCard(reports);
    case 'queue':
      return queueCard(
        inOrder(await chat.desk.queue(person)).map((line, _, all) => queueRow(line, all, reports, isOf(person, line))),
      );
    case 'status':
      return statusOf(chat, person, command.run);
    case 'history':
      return historyCard((await chat.desk.history(person, mostHistory)).map((line) => historyRow(line, reports)));
    default:
      return helpCard(
        commandList.map(({ title, description }) => ({ command: title, meaning: description })),
        chat.tabUrl,
      );
  }
}

/** The queue in the order in which it is worked off. */
const inOrder = (lines: readonly ArchiveLine[]): readonly ArchiveLine[] =>
  lines.toSorted((left, right) => left.ahead - right.ahead || left.id - right.id);

const isOf = (person: Person, { persons }: ArchiveLine): boolean => persons.includes(person.id);

/** One's own open runs; of one run that has ended, how it ended. */
async function statusOf({ database, desk }: Chat, person: Person, run: number | undefined): Promise<Card> {
  const only = run === undefined ? { own: true } : { run };
  const [reports, open] = await Promise.all([publishedReports(database), desk.queue(person, only)]);
  if (run === undefined || open.length > 0)
    return statusCard(inOrder(open).map((line) => queueRow(line, open, reports, isOf(person, line))));
  const { status, failure } = await desk.view(person, run);
  const why = failure ? `: ${failure.message} ${failure.move}` : '.';
  const next = status === 'succeeded' ? 'Send the file' : 'Run again';
  const command = status === 'succeeded' ? `send ${run}` : `again ${run}`;
  return noticeCard(`Run ${run} has ${ended(status)}${why}`, [{ title: next, command }]);
}

const ended = (status: RunStatus): string => (status === 'cancelled' ? 'been cancelled' : status);

const wanted: Readonly<Record<'again' | 'resume' | 'send' | 'cancel', readonly RunStatus[]>> = {
  again: ['succeeded', 'failed', 'cancelled'],
  resume: ['failed', 'cancelled'],
  send: ['succeeded'],
  cancel: ['queued', 'running'],
};

/** The run that is meant when no number is written: one's newest of the right kind. Throws REQUEST_RUN_UNKNOWN. */
async function meant(
  { desk }: Chat,
  person: Person,
  verb: keyof typeof wanted,
  run: number | undefined,
): Promise<number> {
  if (run !== undefined) return run;
  const lines = await desk.history(person, mostLooked);
  const found = lines.find(({ status }) => wanted[verb].includes(status));
  if (found) return found.id;
  throw new AppError('REQUEST_RUN_UNKNOWN', `You have no run to ${verb}. Write “history” to see your runs.`);
}

async function repeatOf(
  chat: Chat,
  person: Person,
  verb: 'again' | 'resume' | 'send',
  run: number | undefined,
  door: Door,
): Promise<Acceptance> {
  const number = await meant(chat, person, verb, run);
  return chat.desk[verb](person, number, door);
}

async function cancel(chat: Chat, person: Person, run: number | undefined): Promise<Draft> {
  const number = await meant(chat, person, 'cancel', run);
  const status = await chat.desk.cancel(person, number);
  return { card: noticeCard(cancelWords(number, status)) };
}

/** What has become of a wish to cancel. */
export function cancelWords(run: number, status: RunStatus): string {
  if (status === 'running') return `Run ${run} is being cancelled.`;
  return status === 'cancelled' ? `Run ${run} has been cancelled.` : `Run ${run} has ended already (${status}).`;
}
