// The only importer of teams-js: are we inside Teams, which theme, where to go, who is signed in.
import { app, authentication } from '@microsoft/teams-js';
import { loopbackParent } from './loopback.ts';
import { SignInFault } from './sign-in-fault.ts';

export type HostTheme = 'default' | 'dark' | 'contrast';

/** Teams around the tab, or nothing around it. */
export type Host = {
  readonly inTeams: boolean;
  /** Not in Teams so far, but in a frame: Teams may still answer. */
  readonly mayCome: boolean;
  readonly theme: HostTheme;
  /** Whether a page in it can save a file: Teams on a phone or a tablet takes no download. */
  readonly savesFiles: boolean;
  /** The reader's locale, such as `de-DE`. */
  readonly locale: string | undefined;
  /** Where a link into the tab leads, e.g. `run/12`. */
  readonly subPage: string | undefined;
  /** Who Teams says sits before it. Nothing that needs a proof may trust it. */
  readonly person: { readonly id: string; readonly name: string } | undefined;
  /** A fresh token of the person. `silent` false may ask them. Rejects with SignInFault. */
  token(silent: boolean): Promise<string>;
  /** Tells every change of the theme. */
  onTheme(tell: (theme: HostTheme) => void): void;
};

/** Without a host teams-js may wait a minute; a person wants to know sooner. */
const patienceMs = 4_000;

const outside: Host = {
  inTeams: false,
  mayCome: false,
  theme: 'default',
  savesFiles: true,
  locale: undefined,
  subPage: undefined,
  person: undefined,
  token: () => Promise.reject(new Error('Nobody signs in outside Teams.')),
  onTheme: () => undefined,
};

/**
 * Tells the host around the page: Teams as soon as it answers, however late. Where nobody has answered within four seconds
 * it tells that first. Never throws.
 */
export function followHost(tell: (host: Host) => void): void {
  const framed = window.parent !== window;
  const late = setTimeout(() => tell({ ...outside, mayCome: framed }), patienceMs);
  greet()
    .then(tell, () => tell(outside))
    .finally(() => clearTimeout(late));
}

async function greet(): Promise<Host> {
  const parent = loopbackParent();
  await initialize(parent === undefined ? undefined : [parent]);
  const context = await app.getContext();
  app.notifyAppLoaded();
  app.notifySuccess();
  return {
    inTeams: true,
    mayCome: false,
    theme: themeOf(context.app.theme),
    locale: context.app.locale,
    savesFiles: savingClients.includes(context.app.host.clientType),
    subPage: context.page.subPageId || undefined,
    person: context.user && { id: context.user.id, name: context.user.displayName ?? context.user.id },
    token: teamsToken,
    onTheme: (tell) => app.registerOnThemeChangeHandler((theme) => tell(themeOf(theme))),
  };
}

const savingClients: readonly string[] = ['web', 'desktop', 'macos'];

/** Goes on listening when teams-js gives up after a minute; it still takes the host's answer when it comes. */
async function initialize(origins: string[] | undefined): Promise<void> {
  for (;;) {
    try {
      return await app.initialize(origins);
    } catch (error) {
      if (!/timed out/i.test(reasonOf(error))) throw error;
    }
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const themeOf = (theme: string): HostTheme => (theme === 'dark' || theme === 'contrast' ? theme : 'default');

async function teamsToken(silent: boolean): Promise<string> {
  try {
    return await authentication.getAuthToken({ silent });
  } catch (error) {
    throw new SignInFault(reasonOf(error));
  }
}
