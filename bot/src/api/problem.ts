// Refusals and failures as problem details (RFC 9457), in the product's own words and codes.
import {
  AppError,
  asAppError,
  errorTable,
  type Problem,
  problemMediaType,
  problemSchema,
  problemType,
  statusOf,
} from '@repsys/core';
import { z } from 'zod';
import { json, type Reply } from './reply.ts';

/** Where a person goes to agree to what is missing; `for` names what. */
export const consentPath = '/tab/consent';

/** What a failure may say of itself beside its code. */
const detailsSchema = z.object({
  status: z.int().min(400).max(599).optional().catch(undefined),
  move: z.string().optional().catch(undefined),
  fields: problemSchema.shape.fields.catch(undefined),
  consent: z.string().optional().catch(undefined),
  retryAfterS: z.int().min(1).optional().catch(undefined),
});

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Not possible now',
  410: 'Gone',
  413: 'Too large',
  415: 'Not taken in this form',
  416: 'Not in the file',
  422: 'Not available',
  429: 'Too many at once',
  502: 'Refused elsewhere',
  503: 'Out of reach for now',
  507: 'No room left',
};

/** A failure as its reader may know it: words that are not for askers are replaced by the table's. */
export function problemOf(error: unknown, instance: string): Problem {
  const failure = asAppError(error);
  const details = detailsSchema.parse(failure.details);
  const status = details.status ?? statusOf(failure);
  const ownWords = failure.audience === 'requester' || details.status !== undefined;
  return {
    type: problemType(failure.code),
    title: titles[status] ?? (status < 500 ? 'Refused' : 'Something went wrong'),
    status,
    detail: ownWords ? failure.message : errorTable[failure.code].meaning,
    code: failure.code,
    move: details.move ?? failure.move,
    instance,
    ...(details.fields && { fields: details.fields }),
    ...(details.consent !== undefined && { consent: `${consentPath}?for=${details.consent}` }),
  };
}

/** The same as an answer. */
export function problemReply(error: unknown, instance: string): Reply {
  const problem = problemOf(error, instance);
  const reply = json(problem.status, problem, problemMediaType);
  const more = {
    ...(problem.status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(problem.status === 503 && { 'retry-after': '5' }),
    ...(problem.status === 429 && { 'retry-after': retryAfterOf(error) }),
  };
  return { ...reply, headers: { ...reply.headers, ...more } };
}

/** In seconds, as a header. */
function retryAfterOf(error: unknown): string {
  const { retryAfterS = 30 } = detailsSchema.parse(asAppError(error).details);
  return String(retryAfterS);
}

/** A refusal of the door itself, e.g. for a path that is none. */
export function doorProblem(status: number, instance: string): Reply {
  const message = status < 500 ? 'The door does not take this call.' : errorTable.UNEXPECTED.meaning;
  const code = status < 500 ? 'REQUEST_INVALID' : 'UNEXPECTED';
  return problemReply(new AppError(code, message, { details: { status } }), instance);
}

/** REQUEST_INVALID with what is wrong with each field. */
export function invalidFields(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
  const fields = issues.map(({ path, message }) => ({ field: path.join('.') || 'request', message }));
  const words = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new AppError('REQUEST_INVALID', words, { details: { fields } });
}

/** The wish itself is good, but not as things stand: 409 instead of 400. */
export async function asConflict<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'REQUEST_INVALID') throw error;
    throw new AppError(error.code, error.message, { details: { ...error.details, status: 409 }, cause: error });
  });
}
