// JSON calls to Microsoft Graph, with the patience that its throttling asks for. The only importer of its client library.
import { Client, type Context, ResponseType } from '@microsoft/microsoft-graph-client';
import { AppError } from '@repsys/core';
import { z } from 'zod';
import type { Line } from '../files/line.ts';
import { type Patience, pause, retryAfterMs, usualPatience } from '../files/patience.ts';
import { type AppTokens, publicGraph } from './credentials.ts';
import { type Doing, graphFailure } from './graph-failure.ts';

/** `url` replaces https://graph.microsoft.com (another cloud, a stand-in). */
export type GraphOptions = {
  readonly tokens: AppTokens;
  readonly line: Line;
  readonly url?: string | undefined;
  readonly patience?: Patience | undefined;
};

/** One call; `path` is percent-encoded and begins behind /v1.0. A body makes it a POST. */
export type GraphCall = {
  readonly path: string;
  readonly select?: readonly string[];
  readonly body?: Readonly<Record<string, unknown>>;
  readonly doing: Doing;
  readonly signal: AbortSignal;
};

export type GraphCalls = { call<T>(call: GraphCall, shape: z.ZodType<T>): Promise<T> };

/** Calls as JSON, parsed. Throws DELIVERY_NOT_ALLOWED, DELIVERY_LIBRARY_FULL, DELIVERY_FAILED, or the signal's reason. */
export function graphCalls(options: GraphOptions): GraphCalls {
  return {
    call: async (call, shape) => {
      const response = await patiently(options, call);
      const parsed = shape.safeParse(await bodyOf(response));
      if (parsed.success) return parsed.data;
      throw new AppError('DELIVERY_FAILED', `Graph's answer is not what it promises, asked to ${call.doing.what}.`);
    },
  };
}

async function patiently(options: GraphOptions, call: GraphCall): Promise<Response> {
  const { patience = usualPatience } = options;
  for (let tries = 1; ; tries += 1) {
    const outcome = await once(options, call).catch(broken);
    const isLast = tries >= patience.attempts;
    if (outcome instanceof AppError) {
      if (isLast) throw outcome;
      await pause(patience, tries, undefined, call.signal);
    } else {
      const { ok, status, headers } = outcome;
      if (ok) return outcome;
      if (!mayPass(status) || isLast) throw graphFailure(status, await reasonOf(outcome), call.doing);
      await pause(patience, tries, retryAfterMs(headers.get('retry-after')), call.signal);
    }
  }
}

const mayPass = (status: number): boolean => status === 408 || status === 429 || (status >= 500 && status !== 507);

/** Only a connection that broke off is tried again; credentials that are refused today are refused in a second. */
function broken(error: unknown): AppError {
  if (error instanceof AppError && error.details.systemCode !== undefined) return error;
  throw error;
}

/** One request through the client library, whose last link is our own line; any status is an answer. */
async function once({ tokens, line, url = publicGraph }: GraphOptions, call: GraphCall) {
  const { path, select, body, signal } = call;
  let failure: unknown;
  const execute = async (context: Context): Promise<void> => {
    try {
      context.response = await carry(line, await orAbort(tokens.token(), signal), context, signal);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const client = Client.initWithMiddleware({ middleware: { execute }, baseUrl: `${url}/`, defaultVersion: 'v1.0' });
  const request = client.api(path).responseType(ResponseType.RAW);
  if (select) request.select([...select]);
  try {
    return (await (body === undefined ? request.get() : request.post(body))) as Response;
  } catch (error) {
    // The library wraps what our own line threw, and loses its code.
    throw failure ?? error;
  }
}

/** The library that fetches tokens knows no abort: whoever is called off does not wait for it. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

const headersSchema = z.record(z.string(), z.string()).catch({});

async function carry(line: Line, token: string, { request, options }: Context, signal: AbortSignal): Promise<Response> {
  const address = new URL(typeof request === 'string' ? request : request.url);
  const headers = { ...headersSchema.parse(options?.headers), authorization: `Bearer ${token}` };
  const body = typeof options?.body === 'string' ? options.body : undefined;
  const answer = await line.send({ url: address, method: options?.method ?? 'GET', headers, body, signal });
  const named = { 'retry-after': answer.headers['retry-after'], 'content-type': answer.headers['content-type'] };
  const kept = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const hasBody = answer.body.length > 0 && ![204, 205, 304].includes(answer.status);
  return new Response(hasBody ? answer.body.toString('utf8') : null, {
    status: answer.status,
    headers: [...kept].map(([name, value]) => [name, value]),
  });
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch {
    return undefined;
  }
}

const refusalSchema = z.object({
  error: z.object({
    code: z
      .string()
      .max(60)
      .regex(/^[\w.]+$/),
  }),
});

async function reasonOf(response: Response): Promise<string> {
  const body = refusalSchema.safeParse(await bodyOf(response));
  return body.success ? body.data.error.code : '';
}
