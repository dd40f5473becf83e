// A call of the tab's API as its handler gets it: who calls, and everything parsed by the route's schemas.
import {
  type ApiRoute,
  type ApiRouteName,
  type ApiRoutes,
  AppError,
  apiRoutes,
  idempotencyHeader,
  idempotencyKeySchema,
} from '@repsys/core';
import type { Clock, Database } from '@repsys/core/node';
import type { z } from 'zod';
import type { Person } from '../access.ts';
import type { Caller } from '../auth/caller.ts';
import type { PersonGraph } from '../graph/person-graph.ts';
import type { RequestDesk } from '../request-desk.ts';
import { invalidFields } from './problem.ts';
import type { DoorRequest, Reply } from './reply.ts';

/** What handlers work with. `keepMs`: how long a finished run is kept; null for ever. */
export type Tab = {
  readonly database: Database;
  readonly desk: RequestDesk;
  readonly keepMs: number | null;
  /** The way into its readers' own OneDrive, and the folder there; undefined where there is none. */
  readonly oneDrive: { readonly graph: Pick<PersonGraph, 'save'>; readonly folder: string } | undefined;
  readonly today: Clock;
};

type Part<Name extends ApiRouteName, Key extends string> =
  ApiRoutes[Name] extends Readonly<Record<Key, infer Schema extends z.ZodType>> ? z.output<Schema> : undefined;

export type Call<Name extends ApiRouteName> = {
  readonly person: Person;
  /** Of whoever signed in with one. */
  readonly token: Caller['token'];
  readonly params: Part<Name, 'params'>;
  readonly query: Part<Name, 'query'>;
  readonly body: Part<Name, 'body'>;
  /** Unique for person, route and wish. */
  readonly key: string;
  readonly request: DoorRequest;
};

type Answer<Name extends ApiRouteName> = ApiRoutes[Name] extends { readonly answer: infer Schema extends z.ZodType }
  ? z.input<Schema>
  : Reply;

export type Handler<Name extends ApiRouteName> = (tab: Tab, call: Call<Name>) => Promise<Answer<Name>>;
export type Handlers = { readonly [Name in ApiRouteName]: Handler<Name> };

/** Reads a call. Throws REQUEST_INVALID with the fields, and of a number in the path that is none: there is no such thing. */
export function parseCall(name: ApiRouteName, request: DoorRequest, { person, token }: Caller): Call<ApiRouteName> {
  const route: ApiRoute = apiRoutes[name];
  const params = route.params?.safeParse(request.params);
  if (params && !params.success) throw nothingThere(request.params);
  return {
    person,
    token,
    params: params?.data,
    query: route.query ? parsed(route.query, request.query) : undefined,
    body: route.body ? parsed(route.body, request.body) : undefined,
    key: route.keyed ? `tab:${person.id}:${name}:${request.params.run ?? ''}:${keyOf(request)}` : '',
    request,
  } as Call<ApiRouteName>;
}

function parsed(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidFields(result.error.issues);
}

function keyOf(request: DoorRequest): string {
  const { data } = idempotencyKeySchema.safeParse(request.header(idempotencyHeader));
  if (data !== undefined) return data;
  throw invalidFields([{ path: [idempotencyHeader], message: 'is needed: 8 to 100 letters, digits, - or _' }]);
}

function nothingThere(params: Readonly<Record<string, string>>): AppError {
  return 'company' in params
    ? new AppError('REQUEST_COMPANY_UNKNOWN', `There is no company ${params.company}.`)
    : new AppError('REQUEST_RUN_UNKNOWN', `There is no run ${params.run}.`);
}
