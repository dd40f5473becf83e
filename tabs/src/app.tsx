// The tab from outside in: the host, its theme, who is signed in, then the pages.
import { FluentProvider, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Starting } from './components/full-page.tsx';
import { language } from './locale.ts';
import { parsePlace, placeText, startOf } from './place.ts';
import { OutsideTeams } from './session/outside.tsx';
import { SignedIn } from './session/signed-in.tsx';
import { appStrings, speak } from './strings.ts';
import { isConfigPage, pageIn } from './teams/configure.ts';
import { followHost, type Host, type HostTheme } from './teams/host.ts';
import { signInFor } from './teams/sign-in.ts';
import { fluentTheme } from './teams/theme.ts';

// Few people ever see it.
const ConfigPage = lazy(() => import('./pages/config/config-page.tsx').then((room) => ({ default: room.ConfigPage })));

const useStyles = makeStyles({
  root: {
    height: '100%',
    minWidth: '280px',
    display: 'flex',
    flexDirection: 'column',
    backgroundColor: tokens.colorNeutralBackground2,
  },
});

const forced = matchMedia('(forced-colors: active)');
const dark = matchMedia('(prefers-color-scheme: dark)');

/** The theme that a reader outside Teams has chosen in the system. */
const systemTheme = (): HostTheme => (forced.matches ? 'contrast' : dark.matches ? 'dark' : 'default');

/** Tells every change of it until the signal ends. */
function onSystemTheme(tell: (theme: HostTheme) => void, signal: AbortSignal): void {
  for (const each of [forced, dark]) each.addEventListener('change', () => tell(systemTheme()), { signal });
}

/** The host as it is known, and its theme. */
function useHost(): { readonly host: Host | undefined; readonly theme: HostTheme } {
  const [host, setHost] = useState<Host>();
  const [theme, setTheme] = useState<HostTheme>(systemTheme);
  useEffect(() => {
    const alone = new AbortController();
    onSystemTheme(setTheme, alone.signal);
    followHost((found) => {
      if (found.inTeams) {
        alone.abort();
        setTheme(found.theme);
        found.onTheme(setTheme);
      }
      goWhereLinked(found);
      void speakTo(found).then(() => setHost(found));
    });
  }, []);
  return { host, theme };
}

/** Teams tells the language; outside it is the browser's. */
async function speakTo({ locale }: Host): Promise<void> {
  await speak(locale);
  document.documentElement.lang = language();
  document.title = appStrings.title;
}

/** A link of Teams, or the set-up of a channel's tab, says where it opens; an address that says so itself comes first. */
function goWhereLinked({ subPage }: Host): void {
  const usual = pageIn(location.href);
  const linked = parsePlace(subPage ?? '') ?? (usual && startOf(usual));
  if (linked && location.hash === '') location.replace(placeText(linked));
}

export function App() {
  const styles = useStyles();
  const { host, theme } = useHost();
  return (
    <FluentProvider theme={fluentTheme(theme)}>
      <div className={styles.root} style={{ colorScheme: theme === 'default' ? 'light' : 'dark' }} data-theme={theme}>
        {host ? <Entrance host={host} /> : <Starting />}
      </div>
    </FluentProvider>
  );
}

function Entrance({ host }: { readonly host: Host }) {
  const signIn = useMemo(() => signInFor(host), [host]);
  if (isConfigPage())
    return (
      <Suspense fallback={<Starting />}>
        <ConfigPage />
      </Suspense>
    );
  return signIn ? (
    <SignedIn key={String(host.inTeams)} host={host} signIn={signIn} />
  ) : (
    <OutsideTeams waits={host.mayCome} />
  );
}
