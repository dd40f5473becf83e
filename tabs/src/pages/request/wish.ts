// The form's content, what is wrong with it, and the wish that it makes.
import {
  type CalendarAnswer,
  type Me,
  type Period,
  parsePeriod,
  type ReportDescription,
  type ReportWish,
} from '@repsys/core';
import { requestStrings } from '../../strings.ts';

/** Periods are text until they are sent: where no calendar is known, they are typed. */
export type Draft = {
  readonly report: string | undefined;
  readonly company: number | undefined;
  readonly from: string;
  readonly to: string;
  readonly allowUntied: boolean;
  readonly chat: boolean;
};

export type FieldName = 'report' | 'company' | 'from' | 'to';
export type Wrong = Partial<Readonly<Record<FieldName, string>>>;

/** What the form starts with: what was asked for last, else the first of everything. */
export function firstDraft(me: Me, reports: readonly ReportDescription[]): Draft {
  const mayAsk = me.companies.filter((each) => each.mayAsk);
  const last = mayAsk.some(({ company }) => company === me.last?.company) ? me.last : null;
  const report = reports.find(({ id }) => id === last?.report) ?? reports[0];
  return {
    report: report?.id,
    company: last?.company ?? mayAsk[0]?.company,
    from: last ? String(last.from) : '',
    to: last ? String(last.to) : '',
    allowUntied: false,
    chat: me.chat,
  };
}

/** `202403` of any way of writing it; undefined when it is none. */
export function periodOf(text: string): Period | undefined {
  try {
    return parsePeriod(text);
  } catch {
    return undefined;
  }
}

/** Keeps the periods where the company's calendar has them, else takes its last closed one. */
export function fitPeriods(draft: Draft, { periods, lastClosed }: CalendarAnswer): Draft {
  const has = (text: string) => periods.some(({ period }) => period === periodOf(text));
  if (periods.length === 0 || (has(draft.from) && has(draft.to))) return draft;
  const fallback = String(lastClosed ?? periods.at(-1)?.period ?? '');
  return { ...draft, from: fallback, to: fallback };
}

/** What is wrong, by field; empty when the wish can be sent. */
export function wrongIn(draft: Draft): Wrong {
  const from = wrongPeriod(draft.from);
  const to = wrongPeriod(draft.to) ?? (isBackwards(draft) ? requestStrings.order : undefined);
  return {
    ...(draft.report === undefined && { report: requestStrings.missing.report }),
    ...(draft.company === undefined && { company: requestStrings.missing.company }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

function wrongPeriod(text: string): string | undefined {
  if (text.trim() === '') return requestStrings.missing.period;
  return periodOf(text) === undefined ? requestStrings.wrongPeriod(text) : undefined;
}

const isBackwards = ({ from, to }: Draft): boolean => (periodOf(from) ?? 0) > (periodOf(to) ?? Infinity);

/** The wish of a form without faults. */
export function wishOf({ report, company, from, to, allowUntied, chat }: Draft): ReportWish | undefined {
  const [first, last] = [periodOf(from), periodOf(to)];
  if (report === undefined || company === undefined || !first || !last || first > last) return undefined;
  return { report, company, from: first, to: last, allowUntied, deliver: chat ? 'chat' : 'download' };
}
