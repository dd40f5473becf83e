// `run …`: from what was written to an accepted request, asking for exactly what is missing and saying what is wrong.
import {
  type Calendar,
  type Command,
  formatCommand,
  isCode,
  type Period,
  type PeriodRange,
  type PeriodWish,
  parsePeriodRange,
  plainText,
  type ReportDescription,
  resolvePeriods,
} from '@repsys/core';
import { type Acceptance, briefly, type Company, fromJson, publishedReports } from '@repsys/core/node';
import { z } from 'zod';
import type { Person } from '../access.ts';
import { isAmong } from '../run-rights.ts';
import { ask, askKey, cannotAsk, type Kept, type Known } from './ask-run.ts';
import { listStrings } from './cards/strings.ts';
import { noticeCard, repairCard } from './cards/talk-cards.ts';
import type { Chat } from './chat.ts';
import type { Draft } from './draft.ts';
import { calendarFor, staleWords } from './run-calendar.ts';
import type { Speaker } from './speaker.ts';

type RunCommand = Extract<Command, { verb: 'run' }>;

/** A request was accepted, with a word beside it where there is one, or something is to be said. */
export type RunAnswer = { readonly accepted: Acceptance; readonly note?: string } | { readonly say: Draft };

/** Carries out `run …` for a person. */
export async function runCommand(chat: Chat, speaker: Speaker, command: RunCommand): Promise<RunAnswer> {
  const [reports, companies] = await Promise.all([
    command.report ? [command.report] : publishedReports(chat.database),
    askable(chat, speaker.person),
  ]);
  if (reports.length === 0 || companies.length === 0)
    return { say: { card: noticeCard(nothingToAsk(reports.length, chat.desk.lacksGroups(speaker.person))) } };
  if (!command.report && command.reportWord !== undefined) return { say: unknownReport(command, reports) };
  const company = companyOf(command, companies);
  if (!company && command.company) return { say: unknownCompany(command, companies, speaker) };
  const known = company && (await calendarFor(chat, company.company, command.periods));
  const calendar = known?.calendar ?? [];
  const periods = command.periods && known ? resolve(command.periods, calendar, known.today) : undefined;
  if (periods instanceof Error) return { say: wrongPeriods(command, periods.message, calendar) };
  const run = { report: command.report, company, periods, allowUntied: command.allowUntied };
  if (!run.report || !run.company || !run.periods)
    return { say: await ask(chat, speaker, { known: run, wish: command.periods, reports, companies, calendar }) };
  const accepted = await submit(chat, speaker, run);
  const note = command.periods && known && staleWords(command.periods, known);
  return { accepted, ...(note !== undefined && { note }) };
}

async function submit(
  { desk }: Chat,
  { person, door }: Speaker,
  { report, company, periods, allowUntied }: Known,
): Promise<Acceptance> {
  if (!report || !company || !periods) throw new Error('Something is missing still.');
  return desk.submit(person, { report, company: company.company, periods, allowUntied }, door);
}

function nothingToAsk(reports: number, lacksGroups: boolean): string {
  if (reports === 0)
    return 'There is no report to run yet: no runner has told what it can do. The operator has to start one.';
  if (lacksGroups)
    return 'I know of no company that you may ask for. Open the tab once so that I know your groups; if that does not help, ask the person who keeps the access list.';
  return 'You have no right to ask for reports of any company. Ask the person who keeps the access list.';
}

async function askable({ desk }: Chat, person: Person): Promise<readonly Company[]> {
  const seen = await desk.companies(person);
  return seen.filter(({ company }) => desk.mayAsk(person, company));
}

/** The company that was named; when none was and there is only one, that one. */
function companyOf({ company }: RunCommand, companies: readonly Company[]): Company | undefined {
  if (!company) return companies.length === 1 ? companies[0] : undefined;
  if ('number' in company) return companies.find((each) => each.company === company.number);
  const word = company.name.toLowerCase();
  const low = ({ name }: Company): string => plainText(name).toLowerCase();
  const matches = companies.filter((each) => low(each).includes(word));
  return matches.find((each) => low(each) === word) ?? (matches.length === 1 ? matches[0] : undefined);
}

function resolve(wish: PeriodWish, calendar: Calendar, today: string): PeriodRange | Error {
  try {
    return resolvePeriods(wish, calendar, today);
  } catch (error) {
    if (isCode(error, 'REQUEST_PERIOD_UNAVAILABLE') || isCode(error, 'REQUEST_INVALID')) return error;
    throw error;
  }
}

const mostRepairs = 5;

function unknownReport(command: RunCommand, reports: readonly ReportDescription[]): Draft {
  const names = reports.map(({ title, aliases }) => `${aliases[0] ?? ''} (${title})`).join(', ');
  const problem = `There is no report “${command.reportWord}”. There is: ${names}.`;
  const repairs = reports.slice(0, mostRepairs).map((report) => repair({ ...withoutWord(command), report }));
  return { card: repairCard({ understood: 'You want to run a report.', problem, repairs }), summary: problem };
}

const withoutWord = ({ reportWord: _, ...command }: RunCommand): RunCommand => command;

function unknownCompany(command: RunCommand, companies: readonly Company[], { shown }: Speaker): Draft {
  const wanted = command.company && ('number' in command.company ? command.company.number : command.company.name);
  const told = companies.filter(({ company }) => isAmong(shown, company));
  const names = told.map(({ company, name }) => `${company} (${name})`).join(', ');
  const there = told.length > 0 ? ` There is: ${names}.` : '';
  const more = told.length < companies.length ? ` ${listStrings.withheld}` : '';
  const problem = `There is no company “${wanted}” that you may ask for.${there}${more}`;
  const repairs = told.slice(0, mostRepairs).map(({ company }) => repair({ ...command, company: { number: company } }));
  return { card: repairCard({ understood: understoodOf(command), problem, repairs }), summary: problem };
}

function wrongPeriods(command: RunCommand, problem: string, calendar: Calendar): Draft {
  const closed = calendar.filter(({ open }) => !open).at(-1);
  const newest = calendar.filter(({ open }) => open).at(0);
  const repairs = [closed, newest].flatMap((each) =>
    each ? [repair({ ...command, periods: single(each.period) })] : [],
  );
  return { card: repairCard({ understood: understoodOf(command), problem, repairs }), summary: problem };
}

const single = (period: Period): PeriodWish => ({ kind: 'range', from: period, to: period });

const repair = (command: RunCommand) => {
  const text = formatCommand(command);
  return { title: text, command: text };
};

function understoodOf({ report }: RunCommand): string {
  return report ? `You want to run the ${report.title.toLowerCase()}.` : 'You want to run a report.';
}

const answersSchema = z.object({
  token: z.uuid(),
  report: z.string().max(100).optional(),
  company: z.coerce.number().int().positive().optional(),
  from: z.string().max(20).optional(),
  to: z.string().max(20).optional(),
});

/** Carries out what an ask card was answered with. The same card sent twice is one request. */
export async function answerAsked(chat: Chat, speaker: Speaker, data: unknown): Promise<RunAnswer> {
  const parsed = answersSchema.safeParse(data);
  const stored = parsed.success ? await briefly(chat.redis.get(askKey(parsed.data.token))).catch(cannotAsk) : null;
  const kept = fromJson(stored ?? '') as Kept | undefined;
  if (!parsed.success || kept?.person !== speaker.person.id) return { say: { card: noticeCard(askGone) } };
  const { token, report, company, from, to } = parsed.data;
  const reports = await publishedReports(chat.database);
  const periods: PeriodWish | undefined =
    from === undefined ? kept.wish : { kind: 'range', ...parsePeriodRange(`${from}..${to ?? from}`) };
  const number = company ?? kept.company;
  const found = reports.find(({ id }) => id === (report ?? kept.report));
  const command: RunCommand = {
    verb: 'run',
    allowUntied: kept.allowUntied,
    ...(found && { report: found }),
    ...(number !== undefined && { company: { number } }),
    ...(periods && { periods }),
  };
  return runCommand(chat, { ...speaker, door: { ...speaker.door, idempotencyKey: `ask:${token}` } }, command);
}

const askGone = 'This card has expired or was made for somebody else. Write “run” to begin anew.';
