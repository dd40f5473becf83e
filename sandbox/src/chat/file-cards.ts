// Teams' file cards as Adaptive Cards, which the playground can draw, and presses on them as what Teams would send.
import { randomUUID } from 'node:crypto';
import {
  type Activity,
  type Attachment,
  adaptiveCardSchema,
  adaptiveCardType,
  type FileConsent,
  type FileInfo,
  fileConsentSchema,
  fileConsentType,
  fileInfoSchema,
  fileInfoType,
  type Press,
  pressSchema,
} from './activity.ts';
import type { OneDrive } from './onedrive.ts';

/** Both ways of the file cards. Questions are remembered here, so that their contexts never lie on the page. */
export type FileCards = {
  /** Bot → playground: what the playground cannot draw, drawn. */
  draw(activity: Activity): Activity;
  /** Playground → bot: a press becomes a `fileConsent/invoke`; anything else stays. Throws UnknownConsent. */
  answer(activity: Activity): Promise<Activity>;
};

/** A press on a question that was never asked, or belongs to an earlier start. */
export class UnknownConsent extends Error {
  override readonly name = 'UnknownConsent';
}

/** Cards for one chat; accepted files go to `drive`. */
export function fileCards(drive: OneDrive): FileCards {
  const asked = new Map<string, FileConsent>();
  const drawOne = (attachment: Attachment): Attachment => {
    if (attachment.contentType === fileInfoType) return fileInfoCard(fileInfoSchema.parse(attachment));
    if (attachment.contentType === adaptiveCardType) return withoutTeams(attachment);
    if (attachment.contentType !== fileConsentType) return attachment;
    const consent = fileConsentSchema.parse(attachment);
    const id = randomUUID();
    asked.set(id, consent);
    return consentCard(consent, id);
  };
  return {
    draw: (activity) =>
      activity.attachments ? { ...activity, attachments: activity.attachments.map(drawOne) } : activity,
    async answer(activity) {
      const press = pressSchema.safeParse(activity);
      if (!press.success) return activity;
      const consent = asked.get(press.data.value.fileConsent);
      if (!consent) throw new UnknownConsent('This question belongs to an earlier start of the chat.');
      return invokeOf(activity, await consentValue(press.data, consent, drive));
    },
  };
}

/** Refreshing and full width are Teams' own; the playground would only complain under each card. */
function withoutTeams(attachment: Attachment): Attachment {
  const card = adaptiveCardSchema.safeParse(attachment.content);
  if (!card.success) return attachment;
  const { refresh: _, msteams: __, ...content } = card.data;
  return { ...attachment, content };
}

/** As Teams sends it: an invoke without text. */
function invokeOf({ text: _, ...activity }: Activity, value: object): Activity {
  return { ...activity, type: 'invoke', name: 'fileConsent/invoke', value };
}

async function consentValue({ value: { answer } }: Press, { name, content }: FileConsent, drive: OneDrive) {
  if (answer === 'decline') return { type: 'fileUpload', action: 'decline', context: content.declineContext };
  const { uploadUrl, contentUrl, id } = await drive.openSession(name);
  const fileType = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : '';
  const uploadInfo = { contentUrl, name, uploadUrl, uniqueId: id, fileType };
  return { type: 'fileUpload', action: 'accept', context: content.acceptContext, uploadInfo };
}

function consentCard({ name, content }: FileConsent, id: string): Attachment {
  const press = (title: string, answer: Press['value']['answer']) => ({
    type: 'Action.Submit',
    title,
    data: { fileConsent: id, answer },
  });
  const body = [
    words(name, { weight: 'Bolder' }),
    ...(content.description ? [words(content.description)] : []),
    words(`${content.sizeInBytes.toLocaleString('en')} bytes`, { isSubtle: true }),
    words('May this file be stored in your OneDrive?'),
  ];
  return adaptive(body, [press('Allow', 'accept'), press('Decline', 'decline')]);
}

const fileInfoCard = ({ name, contentUrl }: FileInfo): Attachment =>
  adaptive(
    [words(name, { weight: 'Bolder' }), words('Stored in your OneDrive', { isSubtle: true })],
    [{ type: 'Action.OpenUrl', title: 'Open', url: contentUrl }],
  );

/** Runs of text are never read as markdown: a file name may hold stars and underscores. */
const words = (text: string, look: object = {}): object => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...look }],
});

const adaptive = (body: readonly object[], actions: readonly object[]): Attachment => ({
  contentType: adaptiveCardType,
  content: { type: 'AdaptiveCard', version: '1.5', body, actions },
});
