// Microsoft Graph in a person's name: which groups they are in, and their own OneDrive. The least that each needs is asked for, when it is needed.
import { AppError } from '@repsys/core';
import { z } from 'zod';
import type { Line } from '../files/line.ts';
import type { UploadOptions } from '../files/upload.ts';
import { publicGraph } from './credentials.ts';
import { type GraphCalls, graphCalls } from './graph-calls.ts';
import type { Doing } from './graph-failure.ts';
import { graphLibrary } from './graph-library.ts';
import type { LibraryFile, StoredFile } from './library.ts';
import type { GraphTokens, VerifiedPerson } from './on-behalf-of.ts';

/** What a person agrees to, and the delegated permissions behind it. */
export const purposes = { groups: ['User.Read'], files: ['Files.ReadWrite'] } as const;
export type Purpose = keyof typeof purposes;

/** Throws REQUEST_CONSENT_NEEDED with the purpose, REQUEST_NOT_SIGNED_IN, and what calls and uploads throw. */
export type PersonGraph = {
  /** The ids of all groups, also of groups in groups. */
  groups(person: VerifiedPerson, signal: AbortSignal): Promise<readonly string[]>;
  /** Puts a file into the person's own OneDrive; the same place again is the same file. */
  save(person: VerifiedPerson, file: LibraryFile, signal: AbortSignal): Promise<StoredFile>;
};

export type PersonGraphOptions = {
  readonly tokens: () => Promise<GraphTokens>;
  readonly line: Line;
  readonly url?: string | undefined;
  readonly upload?: UploadOptions | undefined;
};

const doings = {
  groups: { what: 'read your groups', permission: 'User.Read', absent: 'There is no such person' },
  drive: { what: 'find your OneDrive', permission: 'Files.ReadWrite', absent: 'You have no OneDrive' },
} as const satisfies Readonly<Record<string, Doing>>;

/** 999 to a page: more than any person has. */
const mostPages = 20;
const groupsShape = z.object({
  value: z.array(z.object({ id: z.string() })),
  '@odata.nextLink': z.string().optional(),
});
const driveShape = z.object({ id: z.string().min(1) });

/** Nothing is asked before the first call. */
export function personGraph(options: PersonGraphOptions): PersonGraph {
  const { line, url = publicGraph, upload } = options;
  return {
    async groups(person, signal) {
      const token = await tokenFor(options, person, 'groups');
      return allGroups(graphCalls({ tokens: { token: async () => token }, line, url }), url, signal);
    },
    async save(person, file, signal) {
      const token = await tokenFor(options, person, 'files');
      const graph = { tokens: { token: async () => token }, line, url };
      const own = { path: '/me/drive', select: ['id'], doing: doings.drive, signal };
      const { id: drive } = await graphCalls(graph).call(own, driveShape);
      return graphLibrary({ ...graph, drive, upload }).put(file, signal);
    },
  };
}

async function tokenFor({ tokens }: PersonGraphOptions, person: VerifiedPerson, purpose: Purpose): Promise<string> {
  const answer = await (await tokens()).tokenFor(person, purposes[purpose]);
  if (answer.kind === 'token') return answer.token;
  if (answer.kind === 'sign-in-again')
    throw new AppError('REQUEST_NOT_SIGNED_IN', 'Microsoft wants you to sign in again.');
  throw new AppError('REQUEST_CONSENT_NEEDED', needs[purpose], { details: { consent: purpose } });
}

const needs: Readonly<Record<Purpose, string>> = {
  groups: 'You are in so many groups that the app has to ask Microsoft for them, and nobody has agreed to that yet.',
  files: 'To save the file in your OneDrive the app needs your agreement.',
};

async function allGroups(calls: GraphCalls, url: string, signal: AbortSignal): Promise<readonly string[]> {
  const first = '/me/transitiveMemberOf?$select=id&$top=999';
  const found: string[] = [];
  let path: string | undefined = first;
  for (let page = 1; path !== undefined && page <= mostPages; page += 1) {
    const answer: z.infer<typeof groupsShape> = await calls.call({ path, doing: doings.groups, signal }, groupsShape);
    found.push(...answer.value.map(({ id }) => id));
    path = pathOf(answer['@odata.nextLink'], url);
  }
  return found;
}

/** Where a list goes on, as a path of the same Graph: the person's token goes nowhere else. */
function pathOf(link: string | undefined, url: string): string | undefined {
  const start = `${url}/v1.0`;
  return link?.startsWith(`${start}/`) ? link.slice(start.length) : undefined;
}
