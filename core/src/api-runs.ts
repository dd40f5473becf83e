// Runs as the tab sees them: a line of the queue or archive, a run whole, its deliveries, what has changed, the trend.
import { z } from 'zod';
import { checkSchema } from './api-checks.ts';
import { amountSchema, idSchema, idTextSchema, periodNumberSchema, periodTextSchema, timeSchema } from './api-parts.ts';
import { type ErrorCode, errorTable } from './errors.ts';

const codes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];
const statuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
const verdicts = ['tied', 'warnings', 'not-tied'] as const;
const stepStatuses = ['pending', 'running', 'done', 'skipped', 'failed'] as const;

/** Median and 90th percentile of past durations, ms. */
export const expectedSchema = z.object({ p50: z.int(), p90: z.int() });

const parametersSchema = z.object({ from: periodNumberSchema, to: periodNumberSchema, allowUntied: z.boolean() });

/** Since when a run's source does not answer, when it was tried last and when it is tried again. */
const outageSchema = z.object({ since: timeSchema, triedAt: timeSchema, nextAt: timeSchema });

/** One run as a line. `mine`: the reader is one of its askers. `ahead`: runs of its company that come first. */
export const runLineSchema = z.object({
  id: idSchema,
  report: z.string(),
  company: idSchema,
  companyName: z.string().nullable(),
  parameters: parametersSchema,
  status: z.enum(statuses),
  verdict: z.enum(verdicts).nullable(),
  failureCode: z.enum(codes).nullable(),
  requesters: z.array(z.string()),
  mine: z.boolean(),
  attempt: z.int(),
  acceptedAt: timeSchema,
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  step: z.int().nullable(),
  stepTitle: z.string().nullable(),
  steps: z.int(),
  ahead: z.int(),
  outage: outageSchema.nullable(),
  file: z.object({ name: z.string(), bytes: z.int() }).nullable(),
});
export type ApiRunLine = Readonly<z.infer<typeof runLineSchema>>;

/** Who holds the mutex of a company, and since when. */
export const holderSchema = z.object({
  run: idSchema,
  runner: z.string().nullable(),
  stepTitle: z.string().nullable(),
  since: timeSchema.nullable(),
});

/** What the reader may do with a run now. */
export const maySchema = z.object({
  cancel: z.boolean(),
  resume: z.boolean(),
  again: z.boolean(),
  download: z.boolean(),
  send: z.boolean(),
  delete: z.boolean(),
});
export type RunMay = Readonly<z.infer<typeof maySchema>>;

/** The queue in order of arrival, the oldest of it when it is long. `holder` is another run that this one waits for; `running` and `waiting` count all. */
export const queueSchema = z.object({
  runs: z.array(
    runLineSchema.extend({ expected: expectedSchema.nullable(), holder: holderSchema.nullable(), may: maySchema }),
  ),
  running: z.int(),
  waiting: z.int(),
});
export type QueueAnswer = Readonly<z.infer<typeof queueSchema>>;

export const runSorts = [
  'id',
  'report',
  'company',
  'from',
  'requester',
  'status',
  'verdict',
  'finished',
  'took',
] as const;

/** A list in text, `failed,cancelled`. */
const wordsOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z
    .string()
    .max(200)
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(z.enum(words)).min(1));

/**
 * Which runs, in which order. `from` and `to` keep runs whose range touches those periods; `since` and `until` are days
 * of asking, both included; `requester` is a part of a name. A `cursor` belongs to the query that it came from.
 */
export const runsQuerySchema = z.strictObject({
  report: z.string().min(1).max(100).optional(),
  company: idTextSchema.optional(),
  from: periodTextSchema.optional(),
  to: periodTextSchema.optional(),
  requester: z.string().min(1).max(200).optional(),
  mine: z.stringbool().optional(),
  status: wordsOf(statuses).optional(),
  verdict: wordsOf(verdicts).optional(),
  since: z.iso.date().optional(),
  until: z.iso.date().optional(),
  sort: z.enum(runSorts).default('id'),
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: z.coerce.number<string | number>().int().min(1).max(500).default(100),
  cursor: z.string().max(500).optional(),
});
export type RunsQuery = Readonly<z.infer<typeof runsQuerySchema>>;

/** `next` continues the list, null at its end. `total` counts all runs of the query, whatever the page. */
export const runsSchema = z.object({
  runs: z.array(runLineSchema),
  next: z.string().nullable(),
  total: z.int().nonnegative(),
});
export type RunsAnswer = Readonly<z.infer<typeof runsSchema>>;

const failureSchema = z.object({
  code: z.enum(codes),
  message: z.string(),
  move: z.string(),
  step: z.string().optional(),
});

/** `reads`: a step that reads from outside says how old the numbers are. */
const stepSchema = z.object({
  number: z.int(),
  name: z.string(),
  title: z.string(),
  status: z.enum(stepStatuses),
  rows: z.int().nullable(),
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  note: z.string().nullable(),
  reads: z.enum(['outside', 'warehouse']).nullable(),
  expected: expectedSchema.nullable(),
});

/** One hand-over. `url`: where the file is, told to its asker only. */
export const deliverySchema = z.object({
  id: idSchema,
  requester: z.string(),
  mine: z.boolean(),
  channel: z.string(),
  status: z.enum(['due', 'sent', 'confirmed', 'failed', 'given-up']),
  attempts: z.int(),
  askedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
  receipt: z
    .object({
      name: z.string().optional(),
      bytes: z.int().optional(),
      sha256: z.string().optional(),
      url: z.string().optional(),
      shared: z.boolean().optional(),
    })
    .nullable(),
  failure: failureSchema.nullable(),
  may: z.object({ send: z.boolean() }),
});
export type ApiDelivery = Readonly<z.infer<typeof deliverySchema>>;
export const deliveriesSchema = z.object({ deliveries: z.array(deliverySchema) });

/** A run whole. `totals`: the few numbers that it comes to. `readAt`: when its oldest numbers were read. `keptUntil`: when it will be deleted; null: not by itself. */
export const runSchema = runLineSchema.omit({ step: true, stepTitle: true, failureCode: true, steps: true }).extend({
  reportTitle: z.string(),
  attemptOf: idSchema.nullable(),
  cancelRequestedBy: z.string().nullable(),
  failure: failureSchema.nullable(),
  expected: expectedSchema.nullable(),
  holder: holderSchema.nullable(),
  steps: z.array(stepSchema),
  totals: z.array(z.object({ title: z.string(), value: z.string() })),
  checks: z.array(checkSchema),
  readAt: timeSchema.nullable(),
  workbook: z.object({ name: z.string(), bytes: z.int(), sha256: z.string(), dataSha256: z.string() }).nullable(),
  deliveries: z.array(deliverySchema),
  keptUntil: timeSchema.nullable(),
  may: maySchema,
});
export type ApiRun = Readonly<z.infer<typeof runSchema>>;

const movedSchema = z.object({ before: amountSchema, now: amountSchema });
const earlierSchema = z.object({
  run: idSchema,
  finishedAt: timeSchema.nullable(),
  from: periodNumberSchema,
  to: periodNumberSchema,
  /** False: its numbers, or those of the run itself, are too old to be kept. */
  kept: z.boolean(),
});
/**
 * What a run delivered differently from an earlier one, in the periods `from`–`to` that both have; null amounts did not
 * change. `earlier` null: this is the first of its periods; not `kept`: nothing was compared. `complete` false: only the
 * first changes are listed of all that were `found`. `others`: all that it can be compared with, the likeliest first.
 */
export const changesSchema = z.object({
  run: idSchema,
  earlier: earlierSchema.nullable(),
  compared: z.object({ from: periodNumberSchema, to: periodNumberSchema }).nullable(),
  complete: z.boolean(),
  found: z.int().nonnegative(),
  changes: z.array(
    z.object({
      account: z.string(),
      period: periodNumberSchema,
      movement: movedSchema.nullable(),
      balance: movedSchema.nullable(),
    }),
  ),
  others: z.array(earlierSchema),
});
export type ChangesAnswer = Readonly<z.infer<typeof changesSchema>>;

/** The total movement of each period by category, oldest period first; `asOf`: when the company's numbers were last computed. */
export const trendSchema = z.object({
  company: idSchema,
  asOf: timeSchema.nullable(),
  categories: z.array(
    z.object({
      category: z.string(),
      points: z.array(z.object({ period: periodNumberSchema, movement: amountSchema })),
    }),
  ),
});
export type TrendAnswer = Readonly<z.infer<typeof trendSchema>>;
