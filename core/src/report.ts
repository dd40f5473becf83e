// A report's published description: what bot, tab and command line know of it without knowing the runner.
import { z } from 'zod';

/** The closed vocabulary of parameters; one parser in parameters.ts, one control and one card input each elsewhere. */
export const parameterKinds = ['company', 'periodRange', 'flag'] as const;

export const parameterSchema = z.object({
  name: z.string(),
  kind: z.enum(parameterKinds),
  title: z.string(),
  optional: z.boolean().default(false),
});
export type Parameter = Readonly<z.infer<typeof parameterSchema>>;

export const reportDescriptionSchema = z.object({
  id: z.string(),
  title: z.string(),
  aliases: z.array(z.string()),
  parameters: z.array(parameterSchema),
  /** What it says of itself in other languages, by language and English text; `%` stands for a figure. */
  translations: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  steps: z.array(z.object({ name: z.string(), title: z.string(), reads: z.enum(['outside', 'warehouse']).optional() })),
});

/** `aliases` are matched without case; `steps` are the pipeline's steps in order; one that `reads` outside says how old the numbers are. */
export type ReportDescription = Readonly<z.infer<typeof reportDescriptionSchema>>;

/** The report with this id or alias, whatever the case. */
export function findReport(catalogue: readonly ReportDescription[], word: string): ReportDescription | undefined {
  const wanted = word.toLowerCase();
  return catalogue.find((report) => [report.id, ...report.aliases].some((name) => name.toLowerCase() === wanted));
}
