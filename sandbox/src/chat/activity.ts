// What the bridge reads of the activities that pass through it; everything else passes unread.
import { z } from 'zod';

/** Content types of Teams' own file cards, which the playground cannot draw. */
export const fileConsentType = 'application/vnd.microsoft.teams.card.file.consent';
export const fileInfoType = 'application/vnd.microsoft.teams.card.file.info';
export const adaptiveCardType = 'application/vnd.microsoft.card.adaptive';

const attachment = z.looseObject({ contentType: z.string() });

/** An activity of either direction. */
export const activitySchema = z.looseObject({
  type: z.string(),
  attachments: z.array(attachment).nullish(),
});
export type Activity = z.infer<typeof activitySchema>;
export type Attachment = z.infer<typeof attachment>;

/** An Adaptive Card, and what in it only Teams understands. */
export const adaptiveCardSchema = z.looseObject({ refresh: z.unknown().optional(), msteams: z.unknown().optional() });

/** A question whether a file may be stored. */
export const fileConsentSchema = z.looseObject({
  name: z.string().min(1).max(255),
  content: z.looseObject({
    description: z.string().optional(),
    sizeInBytes: z.number().int().nonnegative(),
    acceptContext: z.unknown().optional(),
    declineContext: z.unknown().optional(),
  }),
});
export type FileConsent = z.infer<typeof fileConsentSchema>;

/** A stored file. */
export const fileInfoSchema = z.looseObject({
  name: z.string().min(1).max(255),
  contentUrl: z.url({ protocol: /^https?$/ }),
});
export type FileInfo = z.infer<typeof fileInfoSchema>;

/** A press of Allow or Decline on the card that stands for a file consent. */
export const pressSchema = z.looseObject({
  value: z.looseObject({ fileConsent: z.uuid(), answer: z.enum(['accept', 'decline']) }),
});
export type Press = z.infer<typeof pressSchema>;
