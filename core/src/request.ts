// What is asked for: a report, a company, its parameters; and who asks, from where.
import { z } from 'zod';
import { AppError } from './errors.ts';
import { type Period, parsePeriod } from './period.ts';

const periodSchema = z.union([z.string(), z.number()]).transform((value, context): Period => {
  try {
    return parsePeriod(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof AppError ? error.message : 'not a period' });
    return z.NEVER;
  }
});

export const runParametersSchema = z
  .object({
    from: periodSchema,
    to: periodSchema,
    allowUntied: z.boolean().default(false),
  })
  .refine((value) => value.from <= value.to, { message: 'The range ends before it starts.', path: ['to'] });

/** `from` and `to` are periods, inclusive. `allowUntied`: deliver a file that fails its checks, stamped NOT TIED. */
export type RunParameters = Readonly<z.infer<typeof runParametersSchema>>;

export const deliveryChannels = ['download', 'folder', 'chat'] as const;
export type DeliveryChannel = (typeof deliveryChannels)[number];

export const requestSchema = z.object({
  report: z.string().min(1).max(100),
  company: z.coerce.number().int().positive().max(2_147_483_647),
  parameters: runParametersSchema,
  requester: z.string().min(1).max(200),
  source: z.enum(['command-line', 'start', 'chat', 'tab']),
  channel: z.enum(deliveryChannels).default('download'),
  idempotencyKey: z.string().max(300).optional(),
  person: z.string().max(100).optional(),
  conversation: z.string().max(500).optional(),
});

/**
 * A request as it crosses the wall. Equal `idempotencyKey`s mean the same request, however often it arrives.
 * `requester` is a name for people, `person` the Entra object id behind it; `conversation` is where the answer goes.
 */
export type ReportRequest = Readonly<z.infer<typeof requestSchema>>;

/** Reads a request from outside. Throws REQUEST_INVALID naming every wrong field. */
export function parseRequest(input: unknown): ReportRequest {
  const result = requestSchema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`);
  throw new AppError('REQUEST_INVALID', problems.join('; '), { details: { problems } });
}
