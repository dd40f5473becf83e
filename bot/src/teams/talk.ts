// The commands besides `run`: what is answered to each, in the chat.
import { AppError, type Command, commandList, type ReportDescription, type RunStatus } from '@repsys/core';
import { type Acceptance, publishedReports } from '@repsys/core/node';
import type { Person } from '../access.ts';
import type { OpenRuns } from '../request-desk.ts';
import { isAmong } from '../run-rights.ts';
import type { Card } from './cards/card.ts';
import { endedCard, historyCard } from './cards/history-card.ts';
import { queueCard, statusCard } from './cards/queue-card.ts';
import { listStrings, runStrings } from './cards/strings.ts';
import { helpCard, noticeCard, repairCard, reportsCard } from './cards/talk-cards.ts';
import type { Chat } from './chat.ts';
import type { Draft } from './draft.ts';
import { type RunAnswer, runCommand } from './run-command.ts';
import { historyRow, queueRow } from './run-rows.ts';
import type { Speaker } from './speaker.ts';

const mostHistory = 8;
const mostLooked = 20;

/** Carries out a command of a person. Throws AppErrors of the request family. */
export async function obey(chat: Chat, speaker: Speaker, command: Command): Promise<RunAnswer> {
  switch (command.verb) {
    case 'run':
      return runCommand(chat, speaker, command);
    case 'again':
    case 'resume':
    case 'send':
      return { accepted: await repeatOf(chat, speaker, command.verb, command.run) };
    case 'cancel':
      return { say: await cancel(chat, speaker.person, command.run) };
    case 'unclear':
      return { say: repairOf(command.understood, command.problem, command.repairs) };
    case 'unknown':
      return { say: repairOf('', 'I did not understand that.', command.suggestions) };
    default:
      return { say: { card: await tell(chat, speaker, command) } };
  }
}

function repairOf(understood: string, problem: string, repairs: readonly string[]): Draft {
  const buttons = [...new Set(repairs)].map((command) => ({ title: command, command }));
  return { card: repairCard({ understood, problem, repairs: buttons }), summary: problem };
}

type Telling = Exclude<Command, { verb: 'run' } | { verb: 'unknown' } | { verb: 'unclear' }>;

async function tell(chat: Chat, speaker: Speaker, command: Telling): Promise<Card> {
  const reports = await publishedReports(chat.database);
  switch (command.verb) {
    case 'reports':
      return reportsCard(reports);
    case 'queue':
      return queueOf(chat, speaker, reports);
    case 'status':
      return statusOf(chat, speaker, command.run);
    case 'history':
      return historyOf(chat, speaker, reports);
    default:
      return helpCard(
        commandList.map(({ title, description }) => ({
          command: title,
          meaning: description,
          alone: whole.has(title),
        })),
        chat.tabUrl,
      );
  }
}

/** Commands that say all there is to say by themselves. */
const whole: ReadonlySet<string> = new Set(['reports', 'status', 'queue', 'history']);

/** Whether the speaker may see companies that are not spoken of here. */
async function isNarrowed({ desk }: Chat, { person, shown }: Speaker): Promise<boolean> {
  return shown !== null && (await desk.companies(person)).some(({ company }) => !isAmong(shown, company));
}

async function queueOf(chat: Chat, speaker: Speaker, reports: readonly ReportDescription[]): Promise<Card> {
  const { person, shown } = speaker;
  const [open, narrowed] = await Promise.all([chat.desk.queue(person, { shown }), isNarrowed(chat, speaker)]);
  return queueCard(rowsOf(chat, person, open, reports), open, narrowed);
}

/** The queue in the order in which it is worked off. */
function rowsOf({ desk }: Chat, person: Person, open: OpenRuns, reports: readonly ReportDescription[]) {
  const lines = open.lines.toSorted((left, right) => left.ahead - right.ahead || left.id - right.id);
  return lines.map((line) => queueRow(line, open.holders, reports, desk.may(person, line).cancel));
}

async function historyOf(chat: Chat, speaker: Speaker, reports: readonly ReportDescription[]): Promise<Card> {
  const { person, shown } = speaker;
  const [lines, narrowed] = await Promise.all([
    chat.desk.history(person, mostHistory, shown),
    isNarrowed(chat, speaker),
  ]);
  return historyCard(
    lines.map((line) => historyRow(line, reports)),
    narrowed,
  );
}

/** One's own open runs; of one run that has ended, how it ended. */
async function statusOf(chat: Chat, speaker: Speaker, run: number | undefined): Promise<Card> {
  const { database, desk } = chat;
  const { person, shown } = speaker;
  const only = run === undefined ? { own: true, shown } : { run, shown };
  const [reports, open] = await Promise.all([publishedReports(database), desk.queue(person, only)]);
  if (run === undefined || open.lines.length > 0) {
    const narrowed = run === undefined && (await isNarrowed(chat, speaker));
    return statusCard(rowsOf(chat, person, open, reports), open, narrowed);
  }
  return endOf(chat, speaker, run, reports);
}

/** How a run ended; of a company that is not spoken of here only how it stands. */
async function endOf(
  { desk }: Chat,
  { person, shown }: Speaker,
  run: number,
  reports: readonly ReportDescription[],
): Promise<Card> {
  const [view, line] = await Promise.all([desk.view(person, run), desk.line(person, run)]);
  const { status, company } = view;
  if (!isAmong(shown, company)) return noticeCard(`Run ${run} ${stateOf(status)}. ${listStrings.withheldRun}`);
  return endedCard(historyRow(line, reports), view);
}

function stateOf(status: RunStatus): string {
  if (status === 'queued' || status === 'running') return `is ${runStrings.status[status]}`;
  return status === 'cancelled' ? 'was cancelled' : status;
}

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
  { person, door }: Speaker,
  verb: 'again' | 'resume' | 'send',
  run: number | undefined,
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
