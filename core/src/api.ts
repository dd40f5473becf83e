// The tab's API: every route with what it takes and what it answers. Server, OpenAPI page and client are made from this table.
import { z } from 'zod';
import { differencesSchema } from './api-checks.ts';
import { calendarAnswerSchema, idTextSchema, meSchema, periodTextSchema } from './api-parts.ts';
import {
  changesSchema,
  deliveriesSchema,
  deliverySchema,
  queueSchema,
  runSchema,
  runsQuerySchema,
  runsSchema,
  trendSchema,
} from './api-runs.ts';
import { acceptanceSchema, outlookQuerySchema, outlookSchema, savedSchema, wishSchema } from './api-wishes.ts';
import { reportDescriptionSchema } from './report.ts';

export * from './api-checks.ts';
export * from './api-live.ts';
export * from './api-parts.ts';
export * from './api-runs.ts';
export * from './api-wishes.ts';

export const reportsSchema = z.object({ reports: z.array(reportDescriptionSchema) });

const runPath = z.object({ run: idTextSchema });
const companyPath = z.object({ company: idTextSchema });
const trendQuerySchema = z.strictObject({ from: periodTextSchema.optional(), to: periodTextSchema.optional() });
/** `earlier`: the delivery to compare with; by default the likeliest. */
const changesQuerySchema = z.strictObject({
  limit: idTextSchema.max(5_000).default(1_000),
  earlier: idTextSchema.optional(),
});
const cancelledSchema = z.object({ status: runSchema.shape.status });

type Route = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly status: 200 | 201 | 204;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Wants an Idempotency-Key. */
  readonly keyed?: true;
  /** JSON; a route without it answers nothing, or a file. */
  readonly answer?: z.ZodType;
  readonly file?: string;
};

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Every route. `{name}` in a path is a member of `params`. */
export const apiRoutes = {
  me: { method: 'GET', path: '/api/me', summary: 'Who is signed in', status: 200, answer: meSchema },
  reports: { method: 'GET', path: '/api/reports', summary: 'The catalogue', status: 200, answer: reportsSchema },
  calendar: {
    method: 'GET',
    path: '/api/companies/{company}/calendar',
    summary: 'The periods of a company',
    status: 200,
    params: companyPath,
    answer: calendarAnswerSchema,
  },
  trend: {
    method: 'GET',
    path: '/api/companies/{company}/trend',
    summary: 'Total movement of each period by category',
    status: 200,
    params: companyPath,
    query: trendQuerySchema,
    answer: trendSchema,
  },
  outlook: {
    method: 'GET',
    path: '/api/outlook',
    summary: 'What would happen to a wish',
    status: 200,
    query: outlookQuerySchema,
    answer: outlookSchema,
  },
  ask: {
    method: 'POST',
    path: '/api/requests',
    summary: 'Ask for a report',
    status: 201,
    body: wishSchema,
    keyed: true,
    answer: acceptanceSchema,
  },
  queue: { method: 'GET', path: '/api/queue', summary: 'What waits and runs', status: 200, answer: queueSchema },
  runs: {
    method: 'GET',
    path: '/api/runs',
    summary: 'Runs by filter, page by page',
    status: 200,
    query: runsQuerySchema,
    answer: runsSchema,
  },
  run: {
    method: 'GET',
    path: '/api/runs/{run}',
    summary: 'One run, whole',
    status: 200,
    params: runPath,
    answer: runSchema,
  },
  differences: {
    method: 'GET',
    path: '/api/runs/{run}/checks/{check}/differences',
    summary: 'All differences of a check',
    status: 200,
    params: runPath.extend({ check: z.string().min(1).max(100) }),
    answer: differencesSchema,
  },
  cancel: {
    method: 'POST',
    path: '/api/runs/{run}/cancel',
    summary: 'Ask a run to stop',
    status: 200,
    params: runPath,
    answer: cancelledSchema,
  },
  resume: {
    method: 'POST',
    path: '/api/runs/{run}/resume',
    summary: 'A new attempt where a run stopped',
    status: 201,
    params: runPath,
    keyed: true,
    answer: acceptanceSchema,
  },
  again: {
    method: 'POST',
    path: '/api/runs/{run}/again',
    summary: 'Ask for the same once more',
    status: 201,
    params: runPath,
    keyed: true,
    answer: acceptanceSchema,
  },
  workbook: {
    method: 'GET',
    path: '/api/runs/{run}/workbook',
    summary: 'The Excel file; ranges are served',
    status: 200,
    params: runPath,
    file: xlsx,
  },
  deliveries: {
    method: 'GET',
    path: '/api/runs/{run}/deliveries',
    summary: 'Where the file went',
    status: 200,
    params: runPath,
    answer: deliveriesSchema,
  },
  deliver: {
    method: 'POST',
    path: '/api/runs/{run}/deliveries',
    summary: 'Send the file to my 1:1 chat with the bot',
    status: 201,
    params: runPath,
    keyed: true,
    answer: acceptanceSchema,
  },
  save: {
    method: 'POST',
    path: '/api/runs/{run}/onedrive',
    summary: 'Save the file to my own OneDrive',
    status: 201,
    params: runPath,
    answer: savedSchema,
  },
  sendAgain: {
    method: 'POST',
    path: '/api/runs/{run}/deliveries/{delivery}/send',
    summary: 'Send a delivery again',
    status: 200,
    params: runPath.extend({ delivery: idTextSchema }),
    answer: deliverySchema,
  },
  changes: {
    method: 'GET',
    path: '/api/runs/{run}/changes',
    summary: 'What is different from an earlier delivery',
    status: 200,
    params: runPath,
    query: changesQuerySchema,
    answer: changesSchema,
  },
  delete: {
    method: 'DELETE',
    path: '/api/runs/{run}',
    summary: 'Delete a finished run and its file',
    status: 204,
    params: runPath,
  },
} as const satisfies Readonly<Record<string, Route>>;

export type ApiRoutes = typeof apiRoutes;
export type ApiRouteName = keyof ApiRoutes;
export type ApiRoute = Route;

/** The path with its numbers filled in: `apiPath('run', { run: 12 })` is `/api/runs/12`. */
export function apiPath(name: ApiRouteName, values: Readonly<Record<string, string | number>> = {}): string {
  return apiRoutes[name].path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(values[key])));
}
