// What every page needs: the API, the socket, who is signed in, where we are, and a voice for screen readers.
import type { LiveServerMessage, Me, ReportDescription } from '@repsys/core';
import { createContext, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Api } from '../api/client.ts';
import type { Live, LiveState } from '../api/live.ts';
import { soon } from '../api/soon.ts';
import type { Loaded } from '../api/use-loaded.ts';
import type { Place } from '../place.ts';

export type Session = {
  readonly api: Api;
  readonly live: Live;
  readonly me: Me;
  /** The catalogue. */
  readonly reports: Loaded<readonly ReportDescription[]>;
  readonly place: Place;
  /** Whether the reader's client can save a file. */
  readonly savesFiles: boolean;
  goTo(place: Place): void;
  /** Narrows or sorts the list of this page; the address tells how. */
  lookBy(query: string): void;
  /** Says it aloud for those who do not see the page, and shows it for a moment. */
  tell(text: string): void;
};

const SessionContext = createContext<Session | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

/** The session; only below its provider. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('A page needs a session around it.');
  return session;
}

/** What a report is called; its id as long as the catalogue is not here. */
export function useReportTitle(): (report: string) => string {
  const { reports } = useSession();
  return (report) => reports.value?.find(({ id }) => id === report)?.title ?? report;
}

/** What the steps of a report are called, by their names, in the reader's language. */
export function useStepTitle(report: string): (step: string) => string | undefined {
  const { reports } = useSession();
  const steps = reports.value?.find(({ id }) => id === report)?.steps;
  return (step) => steps?.find(({ name }) => name === step)?.title;
}

/** Hears every live message while mounted. */
export function useLiveMessages(hear: (message: LiveServerMessage) => void): void {
  const { live } = useSession();
  const latest = useRef(hear);
  latest.current = hear;
  useEffect(() => live.onMessage((message) => latest.current(message)), [live]);
}

/** Something to be done soon after such messages: once for a bunch of them, and not by all readers at the same moment. */
export function useSoon(work: () => void): () => void {
  const latest = useRef(work);
  latest.current = work;
  const waiting = useMemo(() => soon(() => latest.current()), []);
  useEffect(() => waiting.stop, [waiting]);
  return waiting.ask;
}

/** Whether changes come by themselves now. */
export function useLiveState(): LiveState {
  const { live } = useSession();
  return useSyncExternalStore(live.onState, live.state);
}
