// Checks as the tab sees them: results with their first differences, and all differences of one.
import { z } from 'zod';
import { type ErrorCode, errorTable } from './errors.ts';

const codes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];

const differenceSchema = z.object({
  account: z.string().optional(),
  period: z.int().optional(),
  ours: z.string().optional(),
  theirs: z.string().optional(),
  note: z.string().optional(),
});

export const checkSchema = z.object({
  id: z.string(),
  title: z.string(),
  severity: z.enum(['blocking', 'warning', 'info']),
  passed: z.boolean(),
  summary: z.string(),
  found: z.int(),
  differences: z.array(differenceSchema),
  code: z.enum(codes).optional(),
});

/** All differences of one check, the largest first, with what their accounts are called; fewer than `found` where they are too many to be kept. */
export const differencesSchema = z.object({
  found: z.int(),
  differences: z.array(differenceSchema.extend({ name: z.string().optional() })),
});
export type DifferencesAnswer = Readonly<z.infer<typeof differencesSchema>>;
