// Agreeing to what the app may do with Microsoft 365: a window of Teams that begins at our server, goes to Microsoft's page, and ends at ours.
import { app, authentication } from '@microsoft/teams-js';
import { loopbackOrigin, loopbackParent, onLoopback } from './loopback.ts';

/** Opens the window that `consent` (a path of our server) begins. Rejects when the person refuses or closes it. To be called by a press. */
export async function agree(consent: string): Promise<void> {
  const url = new URL(consent, location.origin);
  const { user } = await app.getContext();
  const hint = user?.loginHint ?? user?.userPrincipalName;
  if (hint !== undefined) url.searchParams.set('hint', hint);
  const parent = loopbackParent();
  if (parent !== undefined) url.searchParams.set('state', parent);
  await authentication.authenticate({ url: await firstPage(url), width: 600, height: 600 });
}

/** Teams opens https only; a page of one's own machine has none, and begins at Microsoft's page, or its stand-in. */
async function firstPage(url: URL): Promise<string> {
  if (!onLoopback()) return url.href;
  const response = await fetch(url, { headers: { accept: 'application/json' }, cache: 'no-store' });
  const answer: unknown = await response.json();
  if (typeof answer === 'object' && answer !== null && 'url' in answer) return String(answer.url);
  throw new Error('The server does not say where to agree.');
}

/** Whether this page is the end of such a window. */
export const isConsentEnd = (): boolean => location.pathname.endsWith('/consent-end');

/** Tells the tab how it went; Teams then closes the window. Whether there is an agreement the server finds out by itself. */
export async function tellConsentEnd(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const opener = loopbackOrigin(query.get('state') ?? '');
  await app.initialize(opener === undefined ? undefined : [opener]);
  const error = query.get('error');
  if (error === null) authentication.notifySuccess('agreed');
  else authentication.notifyFailure(error);
}
