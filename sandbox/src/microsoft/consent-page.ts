// The page on which a person agrees to what an app may do in their name, or does not; then back to the app, as Entra does it.
import type { Reply, Request } from './tls-server.ts';
import type { Desk } from './token-grants.ts';

const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\//;

/** GET shows the page, POST takes the answer. Only pages of this machine are gone back to. */
export function answerConsent(
  desk: Desk,
  persons: ReadonlyMap<string, string>,
  { method, query, body }: Request,
): Reply {
  const back = query.get('redirect_uri') ?? '';
  const who = query.get('login_hint') ?? '';
  const oid = persons.get(who);
  if (!desk.clients.some(({ id }) => id === query.get('client_id'))) return page(400, 'This app is not known here.');
  if (!loopback.test(back)) return page(400, 'The way back is not one of this machine.');
  if (oid === undefined) return page(400, 'Nobody of this name has signed in here.');
  if (method === 'GET') return page(200, form(who, query.get('scope') ?? ''));
  const agrees = new URLSearchParams(body.toString('utf8')).get('answer') === 'accept';
  if (agrees) desk.agreements.set(oid, true);
  const to = new URL(back);
  if (agrees) to.searchParams.set('code', 'never-redeemed');
  else to.searchParams.set('error', 'access_denied');
  const state = query.get('state');
  if (state !== null) to.searchParams.set('state', state);
  return { status: 303, headers: { location: to.href } };
}

function form(who: string, scope: string): string {
  const wishes = scope.split(' ').filter((name) => name !== 'openid');
  const lines = wishes.map((name) => `<li>${escaped(name.slice(name.lastIndexOf('/') + 1))}</li>`);
  return `<h1>Permissions requested</h1><p>${escaped(who)}</p><p>This app would like to use:</p><ul>${lines.join('')}</ul>
<form method="post"><button name="answer" value="accept">Accept</button> <button name="answer" value="cancel">Cancel</button></form>`;
}

const page = (status: number, content: string): Reply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Agreement (stand-in)</title>${content}</html>`,
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
