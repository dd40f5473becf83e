// The tab's own files, read once at the start: only what is in the folder can ever be served.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { doorProblem } from './problem.ts';
import type { DoorRequest, DoorRoute, Reply } from './reply.ts';

/** Where the tab lives at the door. */
export const tabRoot = '/tab/';

type StaticFile = {
  readonly type: string;
  readonly content: Buffer;
  readonly packed: Buffer | undefined;
  readonly tag: string;
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** Hosts of Teams, Outlook and Microsoft 365 that may show the tab in a frame. */
const frameHosts = [
  'https://teams.microsoft.com',
  'https://*.teams.microsoft.com',
  'https://teams.microsoft.us',
  'https://*.teams.microsoft.us',
  'https://*.cloud.microsoft',
  'https://*.skype.com',
  'https://*.office.com',
  'https://outlook.office365.com',
  'https://*.microsoft365.com',
];
/** The host page of a laptop lives at another port of the same machine. */
const laptopHosts = ['http://127.0.0.1:*', 'http://localhost:*'];

/** What a page of the tab may do. Styles are written by Fluent at run time; Teams' library asks for its list of hosts. */
export function contentSecurityPolicy(development: boolean): string {
  const frames = ["'self'", ...frameHosts, ...(development ? laptopHosts : [])];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' https://res.cdn.office.net",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frames.join(' ')}`,
  ].join('; ');
}

/** Serves `folder` below /tab/; nothing when there is no such folder. Paths without a file are the tab's own: they get its page. */
export function staticRoutes(folder: string, development: boolean): readonly DoorRoute[] {
  if (!existsSync(join(folder, 'index.html'))) return [];
  const files = new Map(filesIn(folder));
  const policy = contentSecurityPolicy(development);
  const answer = async (request: DoorRequest) => serve(files, policy, request);
  const moved = async (): Promise<Reply> => ({ status: 308, headers: { location: tabRoot } });
  return (['GET', 'HEAD'] as const).flatMap((method) => [
    { method, path: '/', answer: moved },
    { method, path: '/tab', answer: moved },
    { method, path: `${tabRoot}*`, answer },
  ]);
}

function filesIn(folder: string): readonly (readonly [string, StaticFile])[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [relative(folder, path).split(sep).join('/'), load(path)];
  });
}

function load(path: string): StaticFile {
  const content = readFileSync(path);
  const type = types[extname(path)] ?? 'application/octet-stream';
  const isText = /text|json|svg/.test(type);
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`;
  return { type, content, packed: isText ? gzipSync(content, { level: 9 }) : undefined, tag };
}

function serve(files: ReadonlyMap<string, StaticFile>, policy: string, request: DoorRequest): Reply {
  const name = request.path.slice(tabRoot.length);
  const isPage = extname(name) === '';
  const file = files.get(isPage ? 'index.html' : name);
  if (!file) return doorProblem(404, request.path);
  const headers = {
    'content-type': file.type,
    'cache-control': /^assets\/.+-[\w-]{8,}\.\w+$/.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.tag,
    vary: 'accept-encoding',
    ...(file.type.startsWith('text/html') && { 'content-security-policy': policy }),
  };
  if (request.header('if-none-match') === file.tag) return { status: 304, headers };
  const packs = file.packed !== undefined && /\bgzip\b/.test(request.header('accept-encoding') ?? '');
  const body = packs && file.packed ? file.packed : file.content;
  const length = { 'content-length': String(body.length), ...(packs && { 'content-encoding': 'gzip' }) };
  return { status: 200, headers: { ...headers, ...length }, ...(request.method !== 'HEAD' && { body }) };
}
