// What the Graph stand-in answers on each path, once a request has been held against the description.
import { z } from 'zod';
import type { Drives } from './drive.ts';
import type { Reply, Request } from './tls-server.ts';
import type { UploadSessions } from './upload-sessions.ts';

/** A channel of a team and where its files are. */
export type Channel = {
  readonly team: string;
  readonly channel: string;
  readonly drive: string;
  readonly folderId: string;
  readonly folder: string;
};

/** Everything that the routes need to know. */
export type Site = {
  readonly origin: () => string;
  readonly drives: Drives;
  readonly driveIds: readonly string[];
  readonly channels: readonly Channel[];
  readonly sessions: UploadSessions;
  readonly rolesOf: ((token: string) => Promise<readonly string[] | undefined>) | undefined;
  readonly personOf?: ((token: string) => Promise<SignedIn | undefined>) | undefined;
  readonly groupsOf?: ((oid: string) => readonly string[]) | undefined;
};

/** A person in whose name an app asks, and what they have agreed to. */
export type SignedIn = { readonly oid: string; readonly scopes: readonly string[] };

type GraphRequest = Request & { readonly json: unknown };
type Route = {
  readonly method: string;
  readonly path: RegExp;
  readonly answer: (site: Site, request: GraphRequest, ...places: readonly string[]) => Reply;
};

const refusal = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message } },
});
const notFound = refusal(404, 'itemNotFound', 'The resource could not be found.');
/** Any of these lets an app write files; which one is the administrator's choice. */
const writingRoles = [
  'Sites.Selected',
  'Sites.ReadWrite.All',
  'Files.ReadWrite.All',
  'Files.SelectedOperations.Selected',
];

const sessionBody = z.object({
  item: z.object({
    '@microsoft.graph.conflictBehavior': z.enum(['fail', 'replace', 'rename']).default('fail'),
    name: z.string().optional(),
  }),
});
const linkBody = z.object({ type: z.enum(['view', 'edit']), scope: z.enum(['organization', 'users']) });

const routes: readonly Route[] = [
  { method: 'GET', path: /^\/teams\/([^/]+)\/channels\/([^/]+)\/filesFolder$/, answer: filesFolder },
  { method: 'POST', path: /^\/drives\/([^/]+)\/items\/([^/:]+):\/([^:]+):\/createUploadSession$/, answer: openSession },
  { method: 'POST', path: /^\/drives\/([^/]+)\/items\/([^/:]+)\/createLink$/, answer: createLink },
  { method: 'GET', path: /^\/drives\/([^/]+)\/items\/([^/:]+)$/, answer: readItem },
];

/** Answers a request to a path without /v1.0. */
export async function answerGraph(site: Site, request: GraphRequest): Promise<Reply> {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  const person = token === undefined ? undefined : await site.personOf?.(token);
  if (person) return answerPerson(site, person, request);
  const roles = token === undefined ? undefined : await (site.rolesOf?.(token) ?? writingRoles);
  if (!roles) return refusal(401, 'InvalidAuthenticationToken', 'Access token is missing or wrong.');
  if (!roles.some((role) => writingRoles.includes(role))) return refusal(403, 'accessDenied', 'Access denied');
  return routed(site, request);
}

function routed(site: Site, request: GraphRequest): Reply {
  for (const { method, path, answer } of routes) {
    const places = method === request.method ? path.exec(request.path) : null;
    if (places) return answer(site, request, ...places.slice(1).map(decodeURIComponent));
  }
  return notFound;
}

/** In a person's name: their groups, their own drive, and what lies in it. */
function answerPerson(site: Site, { oid, scopes }: SignedIn, request: GraphRequest): Reply {
  const drive = `onedrive-${oid}`;
  const isGroups = request.path === '/me/transitiveMemberOf';
  if (!scopes.includes(isGroups ? 'User.Read' : 'Files.ReadWrite'))
    return refusal(403, 'accessDenied', 'Access denied');
  if (isGroups) return groupsPage(site, oid, request);
  if (request.path === '/me/drive') return { status: 200, body: { id: drive, driveType: 'business' } };
  if (!request.path.startsWith(`/drives/${drive}/`)) return refusal(403, 'accessDenied', 'Access denied');
  return routed({ ...site, driveIds: [drive] }, request);
}

/** Graph gives pages of at most 999, whatever is asked for. */
const mostInPage = 100;

function groupsPage({ groupsOf, origin }: Site, oid: string, { query }: GraphRequest): Reply {
  const all = groupsOf?.(oid) ?? [];
  const from = Number(query.get('$skiptoken') ?? 0);
  const to = from + mostInPage;
  const next = `${origin()}/v1.0/me/transitiveMemberOf?$select=id&$skiptoken=${to}`;
  const value = all.slice(from, to).map((id) => ({ '@odata.type': '#microsoft.graph.group', id }));
  return { status: 200, body: { value, ...(to < all.length && { '@odata.nextLink': next }) } };
}

function filesFolder({ channels }: Site, _: GraphRequest, team = '', channel = ''): Reply {
  const found = channels.find((each) => each.team === team && each.channel === channel);
  if (!found) return notFound;
  const parentReference = { driveId: found.drive, driveType: 'documentLibrary' };
  return { status: 200, body: { id: found.folderId, name: found.folder, folder: { childCount: 0 }, parentReference } };
}

function openSession(site: Site, { json }: GraphRequest, drive = '', parent = '', path = ''): Reply {
  const folder = folderOf(site, drive, parent);
  const body = sessionBody.safeParse(json);
  if (folder === undefined) return notFound;
  if (!body.success) return refusal(400, 'invalidRequest', 'The body does not fit.');
  if (/["*:<>?\\|]|(^|\/)(\.\.?)?(\/|$)/.test(path)) return refusal(400, 'invalidRequest', 'The name is not allowed.');
  const onConflict = body.data.item['@microsoft.graph.conflictBehavior'];
  const address = site.sessions.open((bytes) =>
    site.drives.store({ drive, path: `${folder}${path}` }, bytes, onConflict),
  );
  const expirationDateTime = new Date(Date.now() + 900_000).toISOString();
  return {
    status: 200,
    body: { uploadUrl: `${site.origin()}${address}`, expirationDateTime, nextExpectedRanges: ['0-'] },
  };
}

/** The path of a parent item, with a slash behind it; undefined where there is none. */
function folderOf({ driveIds, channels }: Site, drive: string, parent: string): string | undefined {
  const channel = channels.find((each) => each.drive === drive && each.folderId === parent);
  if (channel) return `${channel.folder}/`;
  return driveIds.includes(drive) && parent === 'root' ? '' : undefined;
}

function readItem({ drives }: Site, { query }: GraphRequest, drive = '', id = ''): Reply {
  const file = drives.find(drive, id);
  if (!file) return notFound;
  const wanted = query.get('$select')?.split(',');
  const item = Object.entries(drives.itemOf(file)).filter(([name]) => !wanted || wanted.includes(name));
  return { status: 200, body: Object.fromEntries(item) };
}

function createLink({ drives, origin }: Site, { json }: GraphRequest, drive = '', id = ''): Reply {
  const body = linkBody.safeParse(json);
  if (!drives.find(drive, id)) return notFound;
  if (!body.success) return refusal(400, 'invalidRequest', 'The body does not fit.');
  const { type, scope } = body.data;
  return {
    status: 201,
    body: { id: `link-${id}`, roles: ['read'], link: { type, scope, webUrl: `${origin()}/link/${id}` } },
  };
}
