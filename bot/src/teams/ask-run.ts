// Asking for what is missing of a run: the card, and what was known already, kept until the answer comes.
import { randomUUID } from 'node:crypto';
import {
  AppError,
  type Calendar,
  formatPeriod,
  formatPeriodWish,
  type Period,
  type PeriodRange,
  type PeriodWish,
  type ReportDescription,
} from '@repsys/core';
import { briefly, type Company, lastChoice, publishedCalendar, redisKey, timeZoneOf } from '@repsys/core/node';
import { type Companies, isAmong } from '../run-rights.ts';
import { sharing } from '../shared-answer.ts';
import { askCard, periodChoices } from './cards/ask-card.ts';
import { askStrings } from './cards/strings.ts';
import { noticeCard } from './cards/talk-cards.ts';
import type { Chat } from './chat.ts';
import type { Draft } from './draft.ts';
import type { Speaker } from './speaker.ts';

/** What a run needs; what is not known yet is undefined. */
export type Known = {
  readonly report: ReportDescription | undefined;
  readonly company: Company | undefined;
  readonly periods: PeriodRange | undefined;
  readonly allowUntied: boolean;
};

/** The calendar of a company, read once for all who need it at the same moment. */
export const calendarOf = sharing(publishedCalendar);

type Asking = {
  readonly known: Known;
  readonly wish: PeriodWish | undefined;
  readonly reports: readonly ReportDescription[];
  readonly companies: readonly Company[];
  readonly calendar: Calendar;
};

/** The card that asks for what is missing; what is known travels in its token's place in the record. */
export async function ask(
  chat: Chat,
  { person, shown }: Speaker,
  { known, wish, reports, companies: all, calendar }: Asking,
): Promise<Draft> {
  const companies = all.filter(({ company }) => isAmong(shown, company));
  if (!known.company && companies.length === 0) return { card: noticeCard(askStrings.companyWithheld) };
  const last = await lastShown(chat, person.id, shown);
  const token = randomUUID();
  const months = calendar.length > 0 ? calendar : await anyCalendar(chat, last?.company ?? companies[0]?.company);
  const periodsMissing = !known.periods && !wish;
  const kept: Kept = {
    person: person.id,
    allowUntied: known.allowUntied,
    ...(known.report && { report: known.report.id }),
    ...(known.company && { company: known.company.company }),
    ...(wish && { wish }),
  };
  await briefly(chat.redis.set(askKey(token), JSON.stringify(kept), 'EX', askSeconds)).catch(cannotAsk);
  const period = defaultPeriod(months, last?.parameters);
  const card = askCard({
    title: known.report ? known.report.title : 'Run a report',
    understood: understoodSoFar(known, wish, shown),
    ...(!known.report && { reports: reports.map(({ id, title }) => ({ title, value: id })) }),
    ...(!known.company && {
      companies: companies.map(({ company, name }) => ({ title: `${name} (${company})`, value: String(company) })),
    }),
    ...(periodsMissing && {
      periods: {
        choices: periodChoices(months, newestBegun(months, await dayOf(chat, known.company))),
        ...(period && { from: period, to: period }),
      },
    }),
    lastChoice: { ...(last && { report: last.report, company: String(last.company) }) },
    token,
  });
  return { card, summary: 'One more thing is needed to run the report.' };
}

/** What the person chose last, unless it is of a company that is not spoken of here. */
async function lastShown({ database }: Chat, person: string, shown: Companies) {
  const last = await lastChoice(database, person);
  return last && isAmong(shown, last.company) ? last : undefined;
}

const askSeconds = 86_400;

/** Where it is kept what a card asked for. */
export const askKey = (token: string): string => redisKey('ask', token);

/** What is asked for is kept in Redis; without it the whole wish has to be written. */
export const cannotAsk = (cause: unknown): never => {
  const words = 'I cannot ask back just now. Write it all in one line, as in: run TB 2024-03 for 111111.';
  throw new AppError('REQUEST_INVALID', words, { cause });
};

/** While no company is chosen, the months of any calendar help to choose from. */
const anyCalendar = async ({ database }: Chat, company: number | undefined): Promise<Calendar> =>
  company === undefined ? [] : calendarOf(database, company);

/** Today, in the time zone of the company where one is chosen. */
const dayOf = async ({ database, today }: Chat, company: Company | undefined): Promise<string> =>
  today(company && (await timeZoneOf(database, company.company)));

/** Months to come cannot be asked for. */
const newestBegun = (calendar: Calendar, today: string): Period | undefined =>
  calendar.filter(({ begin }) => begin <= today).at(-1)?.period;

function defaultPeriod(calendar: Calendar, last: PeriodRange | undefined): string | undefined {
  const closed = calendar.filter(({ open }) => !open).at(-1)?.period ?? last?.to;
  return closed === undefined ? undefined : formatPeriod(closed);
}

function understoodSoFar({ report, company, periods }: Known, wish: PeriodWish | undefined, shown: Companies): string {
  const parts = [
    report?.title,
    company && isAmong(shown, company.company) && company.name,
    periods &&
      (periods.from === periods.to
        ? formatPeriod(periods.from)
        : `${formatPeriod(periods.from)}..${formatPeriod(periods.to)}`),
    !periods && wish && formatPeriodWish(wish),
  ].filter(Boolean);
  return parts.length === 0 ? 'Choose what to run.' : `Understood: ${parts.join(', ')}. This is missing:`;
}

/** What was known when the card was sent. */
export type Kept = {
  readonly person: string;
  readonly allowUntied: boolean;
  readonly report?: string;
  readonly company?: number;
  readonly wish?: PeriodWish;
};
