// Teams' own cards for files: the one that asks whether a file may be put into the person's OneDrive, and the one that shows it.
import { z } from 'zod';
import type { FileAttachment } from './draft.ts';

/** Asks for an Allow. `offer` is all that travels: the record knows the rest. */
export function consentCard(offer: string, name: string, bytes: number, description: string): FileAttachment {
  return {
    contentType: 'application/vnd.microsoft.teams.card.file.consent',
    name,
    content: { description, sizeInBytes: bytes, acceptContext: { offer }, declineContext: { offer } },
  };
}

/** Shows a file that is there. `uniqueId` is that of the drive's item. */
export function infoCard(name: string, contentUrl: string, uniqueId: string): FileAttachment {
  return {
    contentType: 'application/vnd.microsoft.teams.card.file.info',
    name,
    contentUrl,
    content: { uniqueId, fileType: 'xlsx' },
  };
}

const uploadSchema = z.object({
  uploadUrl: z.url().max(10_000),
  contentUrl: z.url().max(10_000),
  name: z.string().min(1).max(400),
  uniqueId: z.string().max(200),
});

export type UploadPlace = Readonly<z.infer<typeof uploadSchema>>;

const answerSchema = z.object({
  type: z.literal('fileUpload'),
  action: z.enum(['accept', 'decline']),
  context: z.object({ offer: z.string().max(100) }),
  uploadInfo: uploadSchema.optional(),
});

export type ConsentAnswer = Readonly<z.infer<typeof answerSchema>>;

/** Reads what came back from a consent card; undefined when it is not what Teams sends. */
export function readConsent(value: unknown): ConsentAnswer | undefined {
  return answerSchema.safeParse(value).data;
}

/** A place that the record kept. */
export const readPlace = (value: unknown): UploadPlace | undefined => uploadSchema.safeParse(value).data;
