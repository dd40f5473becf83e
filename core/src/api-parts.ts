// What the tab's API is made of, seen by both sides: persons, problems, numbers in paths and queries.
import { z } from 'zod';
import { type AppError, type ErrorCode, errorTable } from './errors.ts';
import { type Period, parsePeriod } from './period.ts';

export const roles = ['requester', 'auditor', 'operator', 'admin'] as const;
/** requester asks and ends their own; auditor sees and asks nothing; operator ends and resumes anybody's; admin does everything. */
export type Role = (typeof roles)[number];

const mostId = 2_147_483_647;

/** A number that the record gives out: runs, requests, deliveries; a company's number. */
export const idSchema = z.int().positive().max(mostId);
/** The same in a path or query, where everything is text. */
export const idTextSchema = z.coerce.number<string | number>().int().positive().max(mostId);

/** Milliseconds since the epoch. */
export const timeSchema = z.int();

const isPeriod = (value: number): boolean => {
  try {
    return parsePeriod(value) === value;
  } catch {
    return false;
  }
};

const periodWords = 'Write year and month, as in 202403.';
const periodNumber = z.int().min(190_001).max(999_914).refine(isPeriod, periodWords);
const periodText = z.coerce.number<string | number>().int().min(190_001).max(999_914).refine(isPeriod, periodWords);
/** A period as a number, `202403`. */
// The brand lives in types only, so a schema of plain numbers may carry it.
export const periodNumberSchema = periodNumber as unknown as z.ZodType<Period, number>;
/** The same in a query. */
export const periodTextSchema = periodText as unknown as z.ZodType<Period, string | number>;

/** Decimal text such as `-1234.50`; never a float. */
export const amountSchema = z.string().regex(/^-?\d+(\.\d+)?$/);

const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];

/**
 * A refusal in the words of RFC 9457. `move`: what to do now. `fields`: what is wrong with which field of the request.
 * `consent`: the page of this server from where the person can agree to what is missing, opened in a window of its own.
 */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  code: z.enum(errorCodes),
  move: z.string(),
  instance: z.string(),
  fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  consent: z.string().optional(),
});
export type Problem = Readonly<z.infer<typeof problemSchema>>;
export const problemMediaType = 'application/problem+json';

/** The type of a problem: a name for machines, nothing to fetch. */
export const problemType = (code: ErrorCode): string =>
  `urn:reports:problem:${code.toLowerCase().replaceAll('_', '-')}`;

const statusOfCode: Partial<Readonly<Record<ErrorCode, number>>> = {
  REQUEST_INVALID: 400,
  REQUEST_REPORT_UNKNOWN: 404,
  REQUEST_COMPANY_UNKNOWN: 404,
  REQUEST_RUN_UNKNOWN: 404,
  REQUEST_PERIOD_UNAVAILABLE: 422,
  REQUEST_NOT_ALLOWED: 403,
  REQUEST_NOT_SIGNED_IN: 401,
  REQUEST_CONSENT_NEEDED: 403,
  REQUEST_ACTION_GONE: 410,
  REQUEST_TOO_MANY: 429,
  DELIVERY_TOO_LARGE: 413,
  DELIVERY_NOT_ALLOWED: 502,
  DELIVERY_LIBRARY_FULL: 507,
};

/** The HTTP status that says a failure best: 4xx the asker's, 503 may pass by itself, 500 anything else. */
export const statusOf = ({ code, retryable }: AppError): number => statusOfCode[code] ?? (retryable ? 503 : 500);

export const companySchema = z.object({ company: idSchema, name: z.string() });

/** Who is signed in, what they may do where, and what they asked for last. `chat`: the bot can send files to their 1:1 chat; `oneDrive`: it can save them in their OneDrive. */
export const meSchema = z.object({
  person: z.object({ id: z.string(), name: z.string() }),
  roles: z.array(z.enum(roles)),
  companies: z.array(companySchema.extend({ roles: z.array(z.enum(roles)), mayAsk: z.boolean() })),
  chat: z.boolean(),
  oneDrive: z.boolean(),
  today: z.iso.date(),
  last: z
    .object({ report: z.string(), company: idSchema, from: periodNumberSchema, to: periodNumberSchema })
    .nullable(),
});
export type Me = Readonly<z.infer<typeof meSchema>>;

const dayInPeriod = z.iso.date();
/** The calendar of a company; empty before its first run. `lastClosed`: the newest closed period that has ended. `fiscalOrder`: the place in `fiscalYear`. */
export const calendarAnswerSchema = z.object({
  company: idSchema,
  name: z.string(),
  lastClosed: periodNumberSchema.nullable(),
  periods: z.array(
    z.object({
      period: periodNumberSchema,
      display: z.string(),
      begin: dayInPeriod,
      end: dayInPeriod,
      open: z.boolean(),
      fiscalYear: z.int(),
      fiscalOrder: z.int(),
    }),
  ),
});
export type CalendarAnswer = Readonly<z.infer<typeof calendarAnswerSchema>>;
