// A page that plays Microsoft Teams around the tab: frames it, speaks to it as Teams does, and shows the chat beside it.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { people, tenantId } from '../chat/people.ts';
import { closeServer, listenOnLoopback, readBody, sendJson, sendText } from '../plex/http.ts';

/** Somebody who can be signed in; `id` is the object id in Entra. */
export type HostPerson = { readonly id: string; readonly name: string };

export type TeamsHostOptions = {
  /** The tab's page, e.g. `http://127.0.0.1:3978/tab/`. */
  readonly tabUrl: string;
  /** The chat to show beside it. */
  readonly chatUrl?: string | undefined;
  /** Makes a token of the tab for a person; without it nobody is signed in by this host. */
  token?(person: HostPerson): Promise<string>;
  readonly port?: number;
};

/** A running host on loopback; `url` is what to open. */
export type TeamsHost = { readonly url: string; close(): Promise<void> };

const who: readonly HostPerson[] = people.map(({ aadObjectId, name }) => ({ id: aadObjectId, name }));
const page = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const files: Readonly<Record<string, readonly [type: string, name: string]>> = {
  '/': ['text/html; charset=utf-8', './host.html'],
  '/host.css': ['text/css; charset=utf-8', './host.css'],
  '/host.mjs': ['text/javascript; charset=utf-8', './host.mjs'],
  '/guest.mjs': ['text/javascript; charset=utf-8', './guest.mjs'],
};

/** Starts it, on a free port unless one is given. */
export async function startTeamsHost(options: TeamsHostOptions): Promise<TeamsHost> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch(() => sendText(response, 400, 'text/plain', 'This cannot be answered.'));
  });
  const port = await listenOnLoopback(server, options.port ?? 0);
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

async function answer(options: TeamsHostOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://host.invalid');
  // A page somewhere on the web must not sign people in through this browser.
  if (!loopback.test(request.headers.host ?? '')) return sendText(response, 404, 'text/plain', 'Not found');
  if (pathname === '/settings' && request.method === 'GET') return sendJson(response, 200, settingsOf(options));
  if (pathname === '/token' && request.method === 'POST') return giveToken(options, request, response);
  const file = files[pathname];
  if (!file) return sendText(response, 404, 'text/plain', 'Not found');
  sendText(response, 200, file[0], page(file[1]));
}

const settingsOf = ({ tabUrl, chatUrl, token }: TeamsHostOptions) => ({
  tabUrl,
  chatUrl: chatUrl ?? null,
  tenant: tenantId,
  people: who,
  signsIn: token !== undefined,
});

const tokenWish = z.strictObject({ person: z.string() });

async function giveToken({ token }: TeamsHostOptions, request: IncomingMessage, response: ServerResponse) {
  const { origin, host } = request.headers;
  const { person } = tokenWish.parse(JSON.parse(await readBody(request)));
  const known = who.find(({ id }) => id === person);
  if (!token || !known || origin !== `http://${host}`) return sendText(response, 403, 'text/plain', 'Refused');
  sendJson(response, 200, { token: await token(known) });
}
