// The state of the form: what is chosen, the calendar of the company, the outlook, and the one key of each wish.
import type { ApiAcceptance, CalendarAnswer, OutlookAnswer, ReportDescription } from '@repsys/core';
import { useEffect, useRef, useState } from 'react';
import type { TabFailure } from '../../api/failure.ts';
import { useAction } from '../../api/use-action.ts';
import { type Loaded, useLoaded } from '../../api/use-loaded.ts';
import { startOf } from '../../place.ts';
import { useSession } from '../../session/session.ts';
import { requestStrings } from '../../strings.ts';
import { useOutlook } from './outlook.tsx';
import { type Draft, firstDraft, fitPeriods, type Wrong, wishOf, wrongIn } from './wish.ts';

export type RequestState = {
  readonly draft: Draft;
  readonly report: ReportDescription | undefined;
  readonly wrong: Wrong;
  readonly calendar: Loaded<CalendarAnswer>;
  readonly outlook: Loaded<OutlookAnswer>;
  readonly busy: boolean;
  /** The server's refusal; of it, what belongs to no field. */
  readonly failure: TabFailure | undefined;
  readonly onNoField: TabFailure | undefined;
  change(part: Partial<Draft>): void;
  forget(): void;
  submit(): void;
};

export function useRequest(reports: readonly ReportDescription[]): RequestState {
  const { api, me } = useSession();
  const [draft, setDraft] = useState(() => firstDraft(me, reports));
  const { busy, failure, act, forget } = useAction();
  const calendar = useCalendar(draft, setDraft);
  const wish = wishOf(draft);
  const outlook = useOutlook(wish);
  const accepted = useAccepted();
  const keyOf = useWishKey();
  const submit = () => {
    if (!wish) return;
    const key = keyOf(JSON.stringify(wish));
    const ask = async () => accepted(await api.call('ask', { body: wish, key }));
    act('ask', ask, requestStrings.submit);
  };
  const change = (part: Partial<Draft>) => {
    forget();
    setDraft((before) => ({ ...before, ...part }));
  };
  return {
    draft,
    report: reports.find(({ id }) => id === draft.report),
    wrong: wrongIn(draft),
    calendar,
    outlook,
    busy: busy !== undefined,
    failure,
    onNoField: failure && !isOnField(failure) ? failure : undefined,
    change,
    forget,
    submit,
  };
}

const shownFields = new Set(['report', 'company', 'from', 'to', 'periods']);
const isOnField = ({ problem }: TabFailure): boolean =>
  problem?.fields?.some(({ field }) => shownFields.has(field)) ?? false;

/** The calendar of the chosen company; the periods move along with it. */
function useCalendar({ company }: Draft, setDraft: (change: (before: Draft) => Draft) => void): Loaded<CalendarAnswer> {
  const { api } = useSession();
  const calendar = useLoaded(company === undefined ? undefined : `calendar ${company}`, (signal) =>
    api.call('calendar', { params: { company: company ?? 0 }, signal }),
  );
  const { value } = calendar;
  useEffect(() => {
    if (value) setDraft((before) => fitPeriods(before, value));
  }, [value, setDraft]);
  return calendar;
}

/** Says that it was accepted, and shows the run in the queue. */
function useAccepted(): (acceptance: ApiAcceptance) => void {
  const { goTo, tell } = useSession();
  return ({ run, joined }) => {
    tell(joined ? requestStrings.joined(run) : requestStrings.accepted(run));
    goTo({ ...startOf('queue'), run });
  };
}

/** The same wish sent again keeps its key, so that a lost answer does not ask twice. */
function useWishKey(): (wish: string) => string {
  const held = useRef({ wish: '', key: '' });
  return (wish) => {
    if (held.current.wish !== wish) held.current = { wish, key: crypto.randomUUID() };
    return held.current.key;
  };
}
