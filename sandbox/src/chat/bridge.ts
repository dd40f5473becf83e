// The bridge between the playground and the bot: activities one way, the connector's calls the other, file cards and OneDrive between them.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ZodError } from 'zod';
import { BodyTooLarge, closeServer, listenOnLoopback, readBody, sendJson, sendText } from '../plex/http.ts';
import { type Activity, activitySchema } from './activity.ts';
import { type FileCards, fileCards, UnknownConsent } from './file-cards.ts';
import { forward, sendEmpty } from './forward.ts';
import { type OneDrive, oneDrive } from './onedrive.ts';
import { isForLoopback, pageOf, relayPages } from './page.ts';

export type BridgeOptions = {
  /** The playground's page, e.g. `http://127.0.0.1:56150`. */
  readonly playgroundUrl: string;
  /** 0 and nothing take any free one. */
  readonly port?: number;
  /** Where uploaded files are kept; emptied at the start. */
  readonly folder: string;
  line(text: string): void;
};

/** A running bridge on loopback. `url` is the chat's page for a browser. */
export type Bridge = {
  readonly url: string;
  /** `host:port`, as a bot's list of upload hosts has it. */
  readonly host: string;
  /** From now on activities go to this bot, e.g. `http://127.0.0.1:3978`, with the secret of its start. Before, they are answered with 502. */
  talkTo(botUrl: string, secret: string): void;
  close(): Promise<void>;
};

type Site = {
  readonly options: BridgeOptions;
  readonly cards: FileCards;
  readonly drive: OneDrive;
  readonly deleted: Set<string>;
  bot: { readonly url: string; readonly secret: string } | undefined;
  wasAway: boolean;
};

/** Starts a bridge. */
export async function startBridge(options: BridgeOptions): Promise<Bridge> {
  let url = '';
  const drive = await oneDrive(options.folder, () => url);
  const site: Site = { options, drive, cards: fileCards(drive), deleted: new Set(), bot: undefined, wasAway: false };
  const server = createServer((request, response) => {
    // A caller must not find its connection closed in the moment it writes on it again.
    response.shouldKeepAlive = false;
    handle(site, request, response).catch((error: unknown) => refuse(options, response, error));
  });
  const hangUp = relayPages(server, options.playgroundUrl);
  const port = await listenOnLoopback(server, options.port);
  const host = `127.0.0.1:${port}`;
  url = `http://${host}`;
  return {
    url,
    host,
    talkTo: (url, secret) => {
      site.bot = { url, secret };
    },
    close: () => {
      hangUp();
      return closeServer(server);
    },
  };
}

async function handle(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://bridge.invalid');
  if (!isForLoopback(request)) return notFound(response);
  if (pathname === '/api/messages') return toBot(site, request, response);
  if (pathname === '/') return toPage(site, response);
  if (pathname.startsWith('/_connector/')) return toPlayground(site, pathname + search, request, response);
  if (!(await site.drive.answer(pathname, request, response))) await toPart(site, pathname + search, request, response);
}

const notFound = (response: ServerResponse): void => sendText(response, 404, 'text/plain; charset=utf-8', 'Not found');

async function toPage({ options }: Site, response: ServerResponse): Promise<void> {
  const page = await pageOf(options.playgroundUrl).catch(() => undefined);
  if (page === undefined)
    return sendText(response, 502, 'text/plain; charset=utf-8', 'The playground does not answer.');
  sendText(response, 200, 'text/html; charset=utf-8', page);
}

/** The page's parts, and what it says to the playground. */
async function toPart({ options }: Site, path: string, request: IncomingMessage, response: ServerResponse) {
  const { method = 'GET' } = request;
  const url = options.playgroundUrl + path;
  const body = method === 'GET' ? undefined : JSON.stringify(await readJson(request));
  await forward({ url, method, body }, request, response);
}

async function toBot(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // The playground probes before it speaks.
  if (request.method === 'HEAD') return sendEmpty(response, 200);
  if (request.method !== 'POST') return sendText(response, 405, 'text/plain; charset=utf-8', 'POST an activity.');
  const activity = await site.cards.answer(await readActivity(request));
  const url = site.bot && `${site.bot.url}/api/messages`;
  const authorization = site.bot && `Development ${site.bot.secret}`;
  const onward = { url, method: 'POST', body: JSON.stringify(activity), authorization };
  const isThere = await forward(onward, request, response);
  if (!isThere && !site.wasAway) site.options.line('the bot does not answer');
  site.wasAway = !isThere;
}

async function toPlayground(site: Site, path: string, request: IncomingMessage, response: ServerResponse) {
  const { method = 'GET' } = request;
  const url = site.options.playgroundUrl + path;
  if (method === 'PUT' && site.deleted.has(path))
    return sendJson(response, 404, { error: { code: 'ActivityNotFoundInConversation', message: 'It was deleted.' } });
  if (method === 'DELETE' && /\/activities\/[^/]+$/.test(path)) {
    site.deleted.add(path);
    return void (await forward({ url, method: 'PUT', body: deletedMessage }, request, response));
  }
  if (method !== 'POST' && method !== 'PUT') return void (await forward({ url, method }, request, response));
  const given = await readJson(request);
  const activity = activitySchema.safeParse(given);
  // What opens a conversation is no activity.
  const body = JSON.stringify(activity.success ? site.cards.draw(activity.data) : given);
  await forward({ url, method, body }, request, response);
}

/** The playground cannot delete; Teams leaves such a line where a message was. */
const deletedMessage = JSON.stringify({ type: 'message', text: '_This message has been deleted._' });

async function readActivity(request: IncomingMessage): Promise<Activity> {
  return activitySchema.parse(await readJson(request));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  // Only JSON: a browser asks before it sends that to another origin, and nobody here says yes.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw new SyntaxError('JSON is needed.');
  const text = await readBody(request);
  return text === '' ? {} : JSON.parse(text);
}

function refuse({ line }: BridgeOptions, response: ServerResponse, error: unknown): void {
  if (response.destroyed) return;
  if (response.headersSent) return void response.destroy();
  const status = statusOf(error);
  if (status === 500) line(`the bridge failed: ${error instanceof Error ? error.message : error}`);
  sendJson(response, status, { error: { code: 'BadRequest', message: messageOf(error) } });
}

function statusOf(error: unknown): number {
  if (error instanceof BodyTooLarge) return 413;
  if (error instanceof UnknownConsent) return 404;
  return error instanceof SyntaxError || error instanceof ZodError ? 400 : 500;
}

const messageOf = (error: unknown): string =>
  error instanceof ZodError ? 'This is no activity.' : error instanceof Error ? error.message : 'Unknown';
