// From a sign-in to a session: who the server says we are, the socket, and every way that this can fail.
import { AriaLiveAnnouncer, Button, useAnnounce } from '@fluentui/react-components';
import type { Me } from '@repsys/core';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Api, apiClient } from '../api/client.ts';
import type { TabFailure } from '../api/failure.ts';
import { type Live, openLive } from '../api/live.ts';
import { useLoaded } from '../api/use-loaded.ts';
import { FullPage, Starting } from '../components/full-page.tsx';
import { Frame } from '../frame.tsx';
import { appStrings } from '../strings.ts';
import { agree } from '../teams/agree.ts';
import type { Host } from '../teams/host.ts';
import type { SignIn } from '../teams/sign-in.ts';
import { type Session, SessionProvider } from './session.ts';
import { usePlace } from './use-place.ts';

type SignedInProps = { readonly host: Host; readonly signIn: SignIn };

export function SignedIn({ host, signIn }: SignedInProps) {
  const [answers, setAnswers] = useState(true);
  const api = useMemo(() => apiClient(signIn, setAnswers), [signIn]);
  const me = useLoaded('me', (signal) => api.call('me', { signal }));
  if (me.value === undefined) {
    return me.failure ? <NotIn host={host} failure={me.failure} retry={me.reload} /> : <Starting />;
  }
  if (me.value.companies.length === 0)
    return <FullPage heading="h1" title={appStrings.refusedTitle} text={appStrings.noCompanies} />;
  return (
    <AriaLiveAnnouncer>
      <InSession api={api} signIn={signIn} me={me.value} answers={answers} savesFiles={host.savesFiles} />
    </AriaLiveAnnouncer>
  );
}

/** One socket for as long as the session lasts. */
function useLive(signIn: SignIn): Live | undefined {
  const [live, setLive] = useState<Live>();
  useEffect(() => {
    const opened = openLive(signIn);
    setLive(opened);
    return () => opened.close();
  }, [signIn]);
  return live;
}

type InSessionProps = {
  readonly api: Api;
  readonly signIn: SignIn;
  readonly me: Me;
  readonly answers: boolean;
  readonly savesFiles: boolean;
};

function InSession({ api, signIn, me, answers, savesFiles }: InSessionProps) {
  const live = useLive(signIn);
  const { place, goTo, lookBy } = usePlace();
  const reports = useLoaded('reports', async (signal) => (await api.call('reports', { signal })).reports);
  const { announce } = useAnnounce();
  const [told, setTold] = useState<string>();
  const tell = useCallback(
    (text: string) => {
      announce(text);
      setTold(text);
    },
    [announce],
  );
  const forget = useCallback(() => setTold(undefined), []);
  const session = useMemo<Session | undefined>(
    () => live && { api, live, me, reports, place, savesFiles, goTo, lookBy, tell },
    [api, live, me, reports, place, savesFiles, goTo, lookBy, tell],
  );
  if (!session) return <Starting />;
  return (
    <SessionProvider value={session}>
      <Frame signIn={signIn} answers={answers} told={told} forget={forget} />
    </SessionProvider>
  );
}

type NotInProps = { readonly host: Host; readonly failure: TabFailure; retry(): void };

function NotIn({ host, failure, retry }: NotInProps) {
  const consent = failure.problem?.consent;
  if (failure.kind === 'consent' || consent !== undefined)
    return <Consent ask={() => (consent === undefined ? host.token(false) : agree(consent))} retry={retry} />;
  const title =
    failure.kind === 'setUp'
      ? appStrings.setUpTitle
      : failure.problem?.status === 403
        ? appStrings.refusedTitle
        : appStrings.failedTitle;
  const text = failure.problem ? `${failure.message}${appStrings.move(failure.problem.move)}` : failure.message;
  return (
    <FullPage heading="h1" title={title} text={text}>
      <Button onClick={retry}>{appStrings.again}</Button>
    </FullPage>
  );
}

/** Teams may miss the agreement, or the server may be the first to notice. */
function Consent({ ask, retry }: { ask(): Promise<unknown>; retry(): void }) {
  const [refused, setRefused] = useState(false);
  return (
    <FullPage
      heading="h1"
      title={appStrings.consentTitle}
      text={refused ? appStrings.consentRefused : appStrings.consentText}
    >
      <Button appearance="primary" onClick={() => void ask().then(retry, () => setRefused(true))}>
        {appStrings.consentAgain}
      </Button>
    </FullPage>
  );
}
