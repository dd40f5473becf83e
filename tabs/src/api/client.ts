// The API as functions: a route's name in, its answer out, both checked against the schemas that the server uses too.
import {
  type ApiRoute,
  type ApiRouteName,
  type ApiRoutes,
  apiPath,
  apiRoutes,
  idempotencyHeader,
  type Problem,
  problemSchema,
} from '@repsys/core';
import { locale } from '../locale.ts';
import { appStrings, failureStrings, foreignErrors } from '../strings.ts';
import type { SignIn } from '../teams/sign-in.ts';
import { offline, TabFailure, unexpected } from './failure.ts';

type Schema<Output> = { readonly _zod: { readonly output: Output } };
type Answer<Name extends ApiRouteName> = ApiRoutes[Name] extends { readonly answer: Schema<infer Output> }
  ? Output
  : undefined;

export type Call = {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** Names the wish, so that sending it twice does it once. */
  readonly key?: string;
  readonly signal?: AbortSignal;
};

export type Api = {
  /** Rejects with TabFailure, or with the AbortError of its signal. */
  call<Name extends ApiRouteName>(name: Name, call?: Call): Promise<Answer<Name>>;
  /** The Excel file of a run. */
  workbook(run: number): Promise<Blob>;
};

/** The API on the server that this page came from. `heard` is told whether the server answers. */
export function apiClient(signIn: SignIn, heard: (answers: boolean) => void = () => undefined): Api {
  const send = async (name: ApiRouteName, call: Call): Promise<Response> => {
    const response = await reach(name, call, await headersOf(signIn, call), heard);
    if (!response.ok) throw await refusal(response);
    return response;
  };
  return {
    async call(name, call = {}) {
      const response = await send(name, call);
      return (await answerOf(apiRoutes[name], response)) as Answer<typeof name>;
    },
    workbook: async (run) => (await send('workbook', { params: { run } })).blob(),
  };
}

async function headersOf(signIn: SignIn, { body, key }: Call): Promise<Record<string, string>> {
  return {
    'accept-language': locale(),
    authorization: await signIn.authorization(),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key === undefined ? {} : { [idempotencyHeader]: key }),
  };
}

/** A server that keeps silent for so long does not answer. */
const answerMs = 20_000;

/** Aborts with its caller's signal, or when no answer has begun until it is cleared. */
function limitOf(signal: AbortSignal | undefined): { readonly signal: AbortSignal; clear(): void } {
  const limit = new AbortController();
  const abort = () => limit.abort();
  const timer = setTimeout(abort, answerMs);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  return { signal: limit.signal, clear: () => clearTimeout(timer) };
}

async function reach(
  name: ApiRouteName,
  { params, query, body, signal }: Call,
  headers: Record<string, string>,
  heard: (answers: boolean) => void,
): Promise<Response> {
  const limit = limitOf(signal);
  try {
    const response = await fetch(apiPath(name, params) + queryText(query), {
      method: apiRoutes[name].method,
      headers,
      cache: 'no-store',
      credentials: 'omit',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: limit.signal,
    });
    heard(true);
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    heard(false);
    throw offline();
  } finally {
    limit.clear();
  }
}

function queryText(query: Call['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

async function answerOf(route: ApiRoute, response: Response): Promise<unknown> {
  if (!route.answer) return undefined;
  const answer = route.answer.safeParse(await response.json().catch(() => undefined));
  if (!answer.success) throw unexpected();
  return answer.data;
}

/** The server writes English: in another language the code says what has happened. */
function inOwnWords(problem: Problem): Problem {
  const words = foreignErrors()?.[problem.code];
  if (!words) return problem;
  const fields = problem.fields?.map(({ field }) => ({ field, message: words.meaning }));
  return { ...problem, title: appStrings.problem, detail: words.meaning, move: words.move, ...(fields && { fields }) };
}

async function refusal(response: Response): Promise<TabFailure> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => undefined));
  const problem = parsed.data && inOwnWords(parsed.data);
  if (response.status === 401) return new TabFailure('signIn', failureStrings.signIn, problem);
  if (problem) return new TabFailure('refused', problem.detail, problem);
  // A gateway before the server answers in its own words.
  return response.status >= 502 ? offline() : unexpected();
}
