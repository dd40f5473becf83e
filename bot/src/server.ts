// The door: restify with the chat's endpoint and the health checks. The only importer of restify.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { asAppError } from '@repsys/core';
import type { Logger } from '@repsys/core/node';
import restify, { type Request, type Response } from 'restify';
import type { Health } from './api/health.ts';

/** What Teams posts; the answer is a status and, for invokes, a body. */
export type ReceiveActivity = (
  authorization: string,
  body: unknown,
) => Promise<{ readonly status: number; readonly body?: unknown }>;

export type DoorParts = {
  readonly host: string;
  readonly port: number;
  readonly log: Logger;
  readonly receive: ReceiveActivity;
  readonly health: Health;
};

export type Door = { readonly url: string; readonly port: number; close(): Promise<void> };

/** An activity of Teams is far smaller: its limit for a message is about 100 KB. */
const mostBodyBytes = 256 * 1_024;

/** Opens the door. Answers never hold words of an unexpected error. */
export async function openDoor({ host, port, log, receive, health }: DoorParts): Promise<Door> {
  const server = restify.createServer({ name: 'reports', handleUncaughtExceptions: false });
  server.use(restify.plugins.bodyParser({ maxBodySize: mostBodyBytes, mapParams: false, rejectUnknown: false }));
  server.on(
    'restifyError',
    (_request: Request, response: Response, error: { statusCode?: number }, done: () => void) => {
      answerError(response, error.statusCode ?? 500);
      done();
    },
  );
  server.post('/api/messages', async (request: Request, response: Response) => {
    try {
      const answer = await receive(request.header('authorization', ''), request.body);
      response.send(answer.status, answer.body ?? '');
    } catch (error) {
      log.error({ error: asAppError(error), cause: error }, 'an activity could not be answered');
      answerError(response, 500);
    }
  });
  server.get(
    '/health/live',
    async (_request: Request, response: Response) => void response.send(200, { status: 'live' }),
  );
  server.get('/health/ready', async (_request: Request, response: Response) => {
    const report = await health.ready();
    response.send(report.ready ? 200 : 503, report);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  404: 'Not found',
  405: 'Method not allowed',
  413: 'Too large',
};

function answerError(response: Response, status: number): void {
  if (response.headersSent) return;
  response.send(status, { code: status, title: titles[status] ?? (status < 500 ? 'Refused' : 'Something went wrong') });
}
