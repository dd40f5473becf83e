// Hearing and saying: what somebody wrote is carried out and answered in words, whatever happens.
import { asAppError, failureWords, isCode, parseCommand } from '@repsys/core';
import { type Database, dropConversation, markAnswered, openConversation, publishedReports } from '@repsys/core/node';
import type { Door } from '../request-desk.ts';
import { sharing } from '../shared-answer.ts';
import type { Audience } from './audience.ts';
import type { ModelMaker } from './card-model.ts';
import { noticeCard } from './cards/talk-cards.ts';
import type { Chat } from './chat.ts';
import type { Consent } from './consent.ts';
import type { Draft } from './draft.ts';
import type { Incoming } from './incoming.ts';
import type { Where } from './messenger.ts';
import type { Notifier } from './notifier.ts';
import type { Speaker } from './speaker.ts';
import { obey } from './talk.ts';

export type ConversationParts = {
  readonly chat: Chat;
  readonly audience: Audience;
  readonly notifier: Notifier;
  readonly consent: Consent;
  readonly modelOf: ModelMaker;
  readonly tenant: string | undefined;
};

const catalogueOf = sharing((database: Database) => publishedReports(database));

/** Carries out what somebody wrote, or said with a button. */
export async function hear(parts: ConversationParts, incoming: Incoming, text: string, key: string): Promise<void> {
  const { chat } = parts;
  try {
    const command = parseCommand(text, await catalogueOf(chat.database, 0));
    const answer = await obey(chat, await speakerOf(parts, incoming, key), command);
    if ('say' in answer) await say(chat, incoming, answer.say);
    else {
      parts.notifier.wake(answer.accepted.run);
      if (answer.note !== undefined) await say(chat, incoming, { card: noticeCard(answer.note), summary: answer.note });
    }
  } catch (error) {
    await say(chat, incoming, apologyOf(chat, incoming, error));
  }
}

/** Where a wish from this chat comes from. Equal keys are one wish. */
export const doorOf = ({ conversation }: Incoming, key: string): Door => ({
  source: 'chat',
  channel: 'chat',
  conversation: conversation.id,
  idempotencyKey: key,
});

/** Who wishes something in this chat, and what those who read along may see. Equal keys are one wish. */
export async function speakerOf(
  { chat, audience }: ConversationParts,
  incoming: Incoming,
  key: string,
): Promise<Speaker> {
  const { person, conversation } = incoming;
  const isOwn = conversation.conversationType === 'personal';
  const shown = isOwn ? null : await audience.shown(await openConversation(chat.database, conversation.id));
  return { person, door: doorOf(incoming, key), shown };
}

/** What is said of a failure: its own words when they are the asker's to read, else only what to do. */
export function apologyOf({ log }: Chat, { person, key }: Incoming, error: unknown): Draft {
  const failure = asAppError(error);
  if (failure.code === 'UNEXPECTED') log.error({ error, person: person.id, key }, 'a message could not be answered');
  const { sentence, move } = failureWords(failure);
  const text = `${sentence} ${move}${failure.audience === 'requester' ? '' : ` (${failure.code})`}`.trim();
  return { card: noticeCard(text, [{ title: 'Help', command: 'help' }]), summary: sentence };
}

/**
 * Says something, unless the same activity has been answered before; an answer that cannot be sent is only logged: there is
 * nobody else to tell. `place`: where the bot does not come back to.
 */
export async function say(chat: Chat, incoming: Incoming, draft: Draft, place?: Where): Promise<void> {
  const { messenger, database, log } = chat;
  const conversation = incoming.conversation.id;
  if (!(await isFirst(chat, incoming))) return;
  await messenger.post(place ?? conversation, draft).catch(async (error: unknown) => {
    log.warn({ conversation, error }, 'an answer could not be sent');
    if (isCode(error, 'DELIVERY_CHAT_GONE')) await dropConversation(database, conversation);
  });
}

/** While the record is away, an answer may rather come twice than never. */
async function isFirst({ database }: Chat, { id, key }: Incoming): Promise<boolean> {
  return id === undefined || markAnswered(database, key).catch(() => true);
}
