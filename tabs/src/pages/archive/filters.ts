// What the archive is narrowed down to, and the query that it makes.
import type { runSorts } from '@repsys/core';
import { periodOf } from '../request/wish.ts';

export const results = ['tied', 'warnings', 'not-tied', 'failed', 'cancelled'] as const;
export type Result = (typeof results)[number];
export type Sort = { readonly by: (typeof runSorts)[number]; readonly order: 'asc' | 'desc' };

/** Text as it was typed; empty means anything. */
export type Filters = {
  readonly report: string;
  readonly company: string;
  readonly who: string;
  readonly result: Result | '';
  readonly from: string;
  readonly to: string;
  readonly since: string;
  readonly until: string;
  readonly mine: boolean;
};

export const noFilters: Filters = {
  report: '',
  company: '',
  who: '',
  result: '',
  from: '',
  to: '',
  since: '',
  until: '',
  mine: false,
};

/** How many filters are set. */
export const filtersSet = (filters: Filters): number =>
  Object.values(filters).filter((each) => each !== '' && each).length;

export type RunsQueryText = Readonly<Record<string, string | number | undefined>>;

/** The query of the server. A period that is not finished being typed narrows nothing yet. */
export function queryOf(filters: Filters, sort: Sort): RunsQueryText {
  const { report, company, who, result, from, to, since, until, mine } = filters;
  return {
    report,
    company,
    requester: who.trim(),
    ...outcome(result),
    from: periodOf(from),
    to: periodOf(to),
    since,
    until,
    mine: mine ? 'true' : undefined,
    sort: sort.by,
    order: sort.order,
  };
}

function outcome(result: Result | ''): RunsQueryText {
  if (result === '') return { status: 'succeeded,failed,cancelled' };
  return result === 'failed' || result === 'cancelled' ? { status: result } : { status: 'succeeded', verdict: result };
}
