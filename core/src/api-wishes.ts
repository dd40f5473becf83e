// What people ask for at the tab's API, and what comes of it: a report, an outlook, a file in their own OneDrive.
import { z } from 'zod';
import { idSchema, idTextSchema, periodNumberSchema, periodTextSchema } from './api-parts.ts';
import { expectedSchema } from './api-runs.ts';

/** Names one wish: equal keys of one person are the same wish, however often it is sent. */
export const idempotencyHeader = 'idempotency-key';
export const idempotencyKeySchema = z.string().regex(/^[\w-]{8,100}$/, '8 to 100 letters, digits, - or _');

const inOrder = { message: 'The range ends before it starts.', path: ['to'] };

/** `deliver` chat: the file comes to the asker's 1:1 chat with the bot too; download: it waits in the tab. */
export const wishSchema = z
  .strictObject({
    report: z.string().min(1).max(100),
    company: idSchema,
    from: periodNumberSchema,
    to: periodNumberSchema,
    allowUntied: z.boolean().default(false),
    deliver: z.enum(['download', 'chat']).default('download'),
  })
  .refine(({ from, to }) => from <= to, inOrder);
export type ReportWish = Readonly<z.infer<typeof wishSchema>>;

/** `joined`: an equal run was open already. `repeated`: this very wish had been accepted before. */
export const acceptanceSchema = z.object({
  run: idSchema,
  request: idSchema,
  joined: z.boolean(),
  repeated: z.boolean(),
});
export type ApiAcceptance = Readonly<z.infer<typeof acceptanceSchema>>;

export const outlookQuerySchema = z
  .strictObject({
    report: z.string().min(1).max(100),
    company: idTextSchema,
    from: periodTextSchema,
    to: periodTextSchema,
    allowUntied: z.stringbool().default(false),
  })
  .refine(({ from, to }) => from <= to, inOrder);
/** What would happen to a wish: how long it takes, how many runs come first, and the equal run that it would join. */
export const outlookSchema = z.object({
  expected: expectedSchema.nullable(),
  ahead: z.int().nonnegative(),
  open: z
    .object({
      run: idSchema,
      status: z.enum(['queued', 'running']),
      requesters: z.array(z.string()),
      mine: z.boolean(),
    })
    .nullable(),
});
export type OutlookAnswer = Readonly<z.infer<typeof outlookSchema>>;

/** Where a file has been saved; `url` opens it. */
export const savedSchema = z.object({ name: z.string(), url: z.url(), bytes: z.int() });
export type ApiSaved = Readonly<z.infer<typeof savedSchema>>;
