// The only importer of teams-js: are we inside Teams, which theme, where to go, who is signed in.
import { app, authentication } from '@microsoft/teams-js';
import { loopbackParent } from './loopback.ts';

export type HostTheme = 'default' | 'dark' | 'contrast';

/** Teams around the tab, or nothing around it. */
export type Host = {
  readonly inTeams: boolean;
  readonly theme: HostTheme;
  /** Where a link into the tab leads, e.g. `run/12`. */
  readonly subPage: string | undefined;
  /** Who Teams says sits before it. Nothing that needs a proof may trust it. */
  readonly person: { readonly id: string; readonly name: string } | undefined;
  /** A fresh token of the person. `silent` false may ask them. Rejects, with ConsentNeeded where an agreement is missing. */
  token(silent: boolean): Promise<string>;
  /** Tells every change of the theme. */
  onTheme(tell: (theme: HostTheme) => void): void;
};

/** The organisation, or the person, has not agreed to the sign-in yet. */
export class ConsentNeeded extends Error {
  override readonly name = 'ConsentNeeded';
}

/** Without a host teams-js may wait a minute; a person does not. */
const patienceMs = 4_000;

const outside: Host = {
  inTeams: false,
  theme: 'default',
  subPage: undefined,
  person: undefined,
  token: () => Promise.reject(new Error('Nobody signs in outside Teams.')),
  onTheme: () => undefined,
};

/** Finds the host around the page. Never rejects, never takes longer than four seconds. */
export async function findHost(): Promise<Host> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Host>((resolve) => {
    timer = setTimeout(() => resolve(outside), patienceMs);
  });
  return Promise.race([greet().catch(() => outside), late]).finally(() => clearTimeout(timer));
}

async function greet(): Promise<Host> {
  const parent = loopbackParent();
  await app.initialize(parent === undefined ? undefined : [parent]);
  const context = await app.getContext();
  app.notifyAppLoaded();
  app.notifySuccess();
  return {
    inTeams: true,
    theme: themeOf(context.app.theme),
    subPage: context.page.subPageId || undefined,
    person: context.user && { id: context.user.id, name: context.user.displayName ?? context.user.id },
    token: teamsToken,
    onTheme: (tell) => app.registerOnThemeChangeHandler((theme) => tell(themeOf(theme))),
  };
}

const themeOf = (theme: string): HostTheme => (theme === 'dark' || theme === 'contrast' ? theme : 'default');

async function teamsToken(silent: boolean): Promise<string> {
  try {
    return await authentication.getAuthToken({ silent });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw /consent/i.test(reason) ? new ConsentNeeded(reason) : error;
  }
}
