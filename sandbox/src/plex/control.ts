// The routes that steer the sandbox: faults, calls and the day. They exist on this loopback server only.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { isDay } from './day.ts';
import { faultMeanings, faultSchema } from './faults.ts';
import { readBody, sendJson } from './http.ts';
import type { Site } from './soap-endpoint.ts';

const todaySchema = z.strictObject({ today: z.string().refine(isDay, 'must be an existing day as YYYY-MM-DD') });

type Handler = (site: Site, body: unknown) => readonly [status: number, value: unknown];

const handlers: Readonly<Record<string, Handler>> = {
  'GET /faults': ({ faults }) => [200, { faults: faults.list(), known: faultMeanings }],
  'POST /faults': ({ faults }, body) => [201, { armed: pass(faultSchema.parse(body), faults.arm) }],
  'DELETE /faults': ({ faults }) => [200, { cleared: pass(faults.list().length, faults.clear) }],
  'GET /calls': ({ calls }) => [200, { calls: calls.list() }],
  'DELETE /calls': ({ calls }) => [200, { cleared: pass(calls.list().length, calls.clear) }],
  'GET /today': ({ service }) => [200, { today: service.today() }],
  'PUT /today': ({ service }, body) => [200, pass(todaySchema.parse(body), ({ today }) => service.setToday(today))],
};

function pass<T>(value: T, use: (value: T) => void): T {
  use(value);
  return value;
}

/** Answers a control route; false when there is none with this name. Bad bodies are answered with 400 and all reasons. */
export async function answerControl(site: Site, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const handler = handlers[`${request.method} ${(request.url ?? '').split('?')[0]}`];
  if (!handler) return false;
  try {
    const text = await readBody(request);
    const [status, value] = handler(site, text ? JSON.parse(text) : undefined);
    sendJson(response, status, value);
  } catch (error) {
    if (error instanceof z.ZodError) sendJson(response, 400, { problems: error.issues.map(problemText) });
    else if (error instanceof SyntaxError) sendJson(response, 400, { problems: ['The body is not JSON.'] });
    else throw error;
  }
  return true;
}

function problemText({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join('.')}: ${message}` : message;
}
