// One activity of Teams, answered: messages, buttons, files that were allowed or declined, the bot coming and going.
import { asAppError, errorTable, isCode, parseCommand } from '@repsys/core';
import { dropConversation, keepConversation, publishedReports } from '@repsys/core/node';
import { type Activity, ActivityTypes, type InvokeResponse, TurnContext } from 'botbuilder';
import type { Door } from '../request-desk.ts';
import { press } from './buttons.ts';
import type { ModelMaker } from './card-model.ts';
import { noticeCard, welcomeCard } from './cards/talk-cards.ts';
import type { Chat } from './chat.ts';
import type { Consent } from './consent.ts';
import type { Draft } from './draft.ts';
import { conversationOf, type Incoming, readIncoming } from './incoming.ts';
import type { Notifier } from './notifier.ts';
import { obey } from './talk.ts';

export type ConversationParts = {
  readonly chat: Chat;
  readonly notifier: Notifier;
  readonly consent: Consent;
  readonly modelOf: ModelMaker;
  readonly tenant: string | undefined;
};

/** Answers one activity. Nothing it throws is the asker's fault; those are answered in words. */
export async function converse(parts: ConversationParts, context: TurnContext): Promise<void> {
  const incoming = readIncoming(context.activity);
  if (!incoming) return parts.chat.log.warn({ type: context.activity.type }, 'an activity could not be read');
  if (parts.tenant && incoming.tenant !== undefined && incoming.tenant !== parts.tenant)
    return parts.chat.log.warn({ tenant: incoming.tenant }, 'an activity of another tenant was ignored');
  if (incoming.type !== ActivityTypes.Invoke && (await isRepeated(parts.chat, incoming))) return;
  await remember(parts.chat, incoming, context.activity);
  if (incoming.type === ActivityTypes.Message) await hearMessage(parts, incoming);
  else if (incoming.type === ActivityTypes.Invoke) await answerInvoke(parts, incoming, context);
  else if (incoming.type === ActivityTypes.InstallationUpdate) await installed(parts, incoming);
  await markAnswered(parts.chat, incoming);
}

/** Below the 15 s after which Teams sends again: what a bot that died had in hand is then taken up by another. */
const inHandSeconds = 14;
const answeredSeconds = 900;

/** Teams sends an activity again when it was not answered within 15 s. Without Redis the record's keys still hold. */
async function isRepeated({ redis }: Chat, { id, key }: Incoming): Promise<boolean> {
  if (id === undefined) return false;
  const first = await redis.set(`activity:${key}`, '1', 'EX', inHandSeconds, 'NX').catch(() => 'OK');
  return first !== 'OK';
}

async function markAnswered({ redis }: Chat, { id, key }: Incoming): Promise<void> {
  if (id !== undefined) await redis.set(`activity:${key}`, '1', 'EX', answeredSeconds).catch(() => undefined);
}

async function remember({ database }: Chat, incoming: Incoming, activity: Activity): Promise<void> {
  const reference = TurnContext.getConversationReference(activity);
  await keepConversation(database, conversationOf(incoming, reference));
}

async function hearMessage(parts: ConversationParts, incoming: Incoming): Promise<void> {
  const pressed = incoming.text ? undefined : (incoming.value as { readonly verb?: unknown } | null | undefined);
  if (pressed && typeof pressed.verb === 'string') return void (await press(parts, incoming, pressed.verb, pressed));
  await hear(parts, incoming, incoming.text ?? '', incoming.key);
}

/** Carries out what somebody wrote, or said with a button. */
export async function hear(parts: ConversationParts, incoming: Incoming, text: string, key: string): Promise<void> {
  const { chat } = parts;
  try {
    const command = parseCommand(text, await publishedReports(chat.database));
    const answer = await obey(chat, incoming.person, command, doorOf(incoming, key));
    if ('say' in answer) await say(chat, incoming, answer.say);
    else parts.notifier.wake(answer.accepted.run);
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

/** What is said of a failure: its own words when they are the asker's to read, else only what to do. */
export function apologyOf({ log }: Chat, { person, key }: Incoming, error: unknown): Draft {
  const failure = asAppError(error);
  if (failure.code === 'UNEXPECTED') log.error({ error, person: person.id, key }, 'a message could not be answered');
  const words = failure.audience === 'requester' ? failure.message : errorTable[failure.code].meaning;
  const text = `${words} ${failure.move}${failure.audience === 'requester' ? '' : ` (${failure.code})`}`;
  return { card: noticeCard(text, [{ title: 'Help', command: 'help' }]), summary: words };
}

/** Says something; an answer that cannot be sent is only logged: there is nobody else to tell. */
export async function say({ messenger, database, log }: Chat, { conversation }: Incoming, draft: Draft): Promise<void> {
  await messenger.post(conversation.id, draft).catch(async (error: unknown) => {
    log.warn({ conversation: conversation.id, error }, 'an answer could not be sent');
    if (isCode(error, 'DELIVERY_CHAT_GONE')) await dropConversation(database, conversation.id);
  });
}

async function answerInvoke(parts: ConversationParts, incoming: Incoming, context: TurnContext): Promise<void> {
  const response = await invoke(parts, incoming);
  await context.sendActivity({ type: ActivityTypes.InvokeResponse, value: response });
}

async function invoke(parts: ConversationParts, incoming: Incoming): Promise<InvokeResponse> {
  if (incoming.name === 'fileConsent/invoke') {
    await parts.consent.answer(incoming);
    return { status: 200 };
  }
  if (incoming.name !== 'adaptiveCard/action') return { status: 501 };
  const { action } = (incoming.value ?? {}) as {
    readonly action?: { readonly verb?: unknown; readonly data?: unknown };
  };
  if (typeof action?.verb !== 'string') return { status: 400 };
  return { status: 200, body: await press(parts, incoming, action.verb, action.data) };
}

async function installed({ chat }: ConversationParts, incoming: Incoming): Promise<void> {
  if (incoming.action === 'remove' || incoming.action === 'remove-upgrade') {
    return dropConversation(chat.database, incoming.conversation.id);
  }
  if (incoming.action === 'add') await say(chat, incoming, { card: welcomeCard() });
}
