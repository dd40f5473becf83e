// The tab's API put together: every route signed in, parsed, handled, and answered as its schema says.
import { type ApiRoute, type ApiRouteName, AppError, apiRoutes, asAppError } from '@repsys/core';
import { type Logger, translateDatabaseError } from '@repsys/core/node';
import type { Caller, SignIn } from '../auth/caller.ts';
import { type Call, type Handlers, parseCall, type Tab } from './call.ts';
import { catalogueHandlers } from './catalogue.ts';
import { inLanguage } from './in-language.ts';
import { openApiPage } from './openapi.ts';
import { problemReply } from './problem.ts';
import type { RateLimit } from './rate.ts';
import { type DoorRequest, type DoorRoute, json, type Reply } from './reply.ts';
import { runHandlers } from './runs.ts';
import { wishHandlers } from './wishes.ts';
import { workbookReply } from './workbook.ts';

const handlers: Handlers = { ...catalogueHandlers, ...wishHandlers, ...runHandlers, workbook: workbookReply };

export type TabApiParts = Tab & { readonly signIn: SignIn; readonly rate: RateLimit; readonly log: Logger };

/** The routes for the door. Every one but the description of the API itself wants a sign-in. */
export function openTabApi(parts: TabApiParts): readonly DoorRoute[] {
  const names = Object.keys(apiRoutes) as ApiRouteName[];
  const described = json(200, openApiPage());
  return [
    ...names.flatMap((name) => routesOf(parts, name)),
    { method: 'GET', path: '/api/openapi.json', answer: async () => described },
  ];
}

function routesOf(parts: TabApiParts, name: ApiRouteName): readonly DoorRoute[] {
  const { method, path, file }: ApiRoute = apiRoutes[name];
  const answer = (request: DoorRequest) => answerTo(parts, name, request);
  const route = { path: path.replace(/\{(\w+)\}/g, ':$1'), answer };
  return [{ ...route, method }, ...(file === undefined ? [] : [{ ...route, method: 'HEAD' as const }])];
}

async function answerTo(parts: TabApiParts, name: ApiRouteName, request: DoorRequest): Promise<Reply> {
  const { signIn, rate, log } = parts;
  try {
    const caller = await signIn.signIn(request.header('authorization'));
    assertSlow(rate, caller);
    // Each handler takes the call of its own route: the name chooses both.
    const handle = handlers[name] as (tab: Tab, call: Call<ApiRouteName>) => Promise<unknown>;
    const result = await handle(parts, parseCall(name, request, caller));
    return await replyOf(apiRoutes[name], result, (answer) =>
      inLanguage(parts.database, request.header('accept-language'), answer),
    );
  } catch (error) {
    const failure = asAppError(translateDatabaseError(error));
    if (failure.code === 'UNEXPECTED') log.error({ error, route: name }, 'a call of the tab could not be answered');
    return problemReply(failure, request.path);
  }
}

function assertSlow(rate: RateLimit, { person }: Caller): void {
  const retryAfterS = rate.take(person.id);
  if (retryAfterS === 0) return;
  const details = { retryAfterS, move: 'Wait a moment; the tab tries again by itself.' };
  throw new AppError('REQUEST_TOO_MANY', 'You ask faster than one person may.', { details });
}

async function replyOf(
  { status, answer }: ApiRoute,
  result: unknown,
  inWords: (answer: unknown) => Promise<unknown>,
): Promise<Reply> {
  // The schema is also a sieve: what it does not know does not leave the house.
  return answer ? json(status, await inWords(answer.parse(result))) : (result as Reply);
}
