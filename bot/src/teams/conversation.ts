// One activity of Teams, answered: messages, buttons, files that were allowed or declined, the bot coming and going.
import {
  type Conversation,
  dropConversation,
  keepConversations,
  noteMembersChanged,
  span,
  together,
} from '@repsys/core/node';
import { type Activity, ActivityTypes, type InvokeResponse, TurnContext } from 'botbuilder';
import { message, press } from './buttons.ts';
import { talkStrings } from './cards/strings.ts';
import { noticeCard, welcomeCard } from './cards/talk-cards.ts';
import type { Chat } from './chat.ts';
import { type ConversationParts, hear, say } from './hear.ts';
import { conversationOf, type Incoming, isFarewell, isMemberChange, isShared, readIncoming } from './incoming.ts';

/** Answers one activity. Nothing it throws is the asker's fault; those are answered in words. */
export async function converse(parts: ConversationParts, context: TurnContext): Promise<void> {
  const incoming = readIncoming(context.activity);
  if (!incoming) return parts.chat.log.warn({ type: context.activity.type }, 'an activity could not be read');
  if (parts.tenant && incoming.tenant !== undefined && incoming.tenant !== parts.tenant)
    return parts.chat.log.warn({ tenant: incoming.tenant }, 'an activity of another tenant was ignored');
  const name = incoming.type === ActivityTypes.Message ? 'chat message' : 'chat activity';
  await span(name, {}, () => answerActivity(parts, incoming, context));
}

/**
 * Teams sends an activity again when it was not answered within 15 s. It is taken in again from the beginning, since the bot
 * that had it may have died: a request is accepted once by its key, in its own transaction, and an answer is said once.
 */
async function answerActivity(parts: ConversationParts, heard: Incoming, context: TurnContext): Promise<void> {
  const place = placeOf(heard, context.activity);
  if (isFarewell(heard) || isShared(heard)) await dropConversation(parts.chat.database, place.id);
  else await keep(parts.chat.database, place);
  if (isMemberChange(heard)) await forgetMembers(parts.chat, heard);
  const refusal = refusalOf(heard);
  if (refusal !== undefined) return refuse(parts.chat, heard, { place, context, refusal });
  const incoming = { ...heard, person: await parts.chat.roster.person(place, heard.person) };
  if (incoming.type === ActivityTypes.Message) await hearMessage(parts, incoming);
  else if (incoming.type === ActivityTypes.MessageUpdate)
    await say(parts.chat, incoming, { card: noticeCard(talkStrings.edited) });
  else if (incoming.type === ActivityTypes.Invoke) await answerInvoke(parts, incoming, context);
  else if (incoming.type === ActivityTypes.InstallationUpdate && incoming.action === 'add')
    await say(parts.chat, incoming, { card: welcomeCard(parts.chat.tabUrl, isGroup(incoming)) });
}

const isGroup = ({ conversation }: Incoming): boolean => conversation.conversationType !== 'personal';

/** In all bots at once: what they remember is of a conversation as it was. */
const forgetMembers = ({ database }: Chat, { conversation, channelData }: Incoming): Promise<void> =>
  noteMembersChanged(database, {
    id: conversation.id,
    group: channelData?.team?.aadGroupId,
    team: channelData?.team?.id,
  });

/** Why nothing is done for whoever speaks; undefined when they may be heard. */
function refusalOf(incoming: Incoming): string | undefined {
  const isAnswered = ![ActivityTypes.ConversationUpdate, ActivityTypes.InstallationUpdate].some(
    (type) => type === incoming.type,
  );
  if (isShared(incoming)) return isAnswered || incoming.action === 'add' ? talkStrings.sharedChannel : undefined;
  return isAnswered && incoming.person.id === '' ? talkStrings.nobody : undefined;
}

type Refused = { readonly place: Conversation; readonly context: TurnContext; readonly refusal: string };

async function refuse(chat: Chat, incoming: Incoming, { place, context, refusal }: Refused): Promise<void> {
  if (incoming.type === ActivityTypes.Invoke) {
    const response: InvokeResponse = { status: 200, body: message(refusal) };
    await context.sendActivity({ type: ActivityTypes.InvokeResponse, value: response });
  } else await say(chat, incoming, { card: noticeCard(refusal) }, place);
}

const keep = together(keepConversations);

function placeOf(incoming: Incoming, activity: Activity): Conversation {
  // Nothing that is sent later answers this one message; without it the reference is the same at every turn.
  const { activityId: _, ...reference } = TurnContext.getConversationReference(activity);
  return conversationOf(incoming, reference);
}

async function hearMessage(parts: ConversationParts, incoming: Incoming): Promise<void> {
  const pressed = incoming.text ? undefined : (incoming.value as { readonly verb?: unknown } | null | undefined);
  if (pressed && typeof pressed.verb === 'string') return void (await press(parts, incoming, pressed.verb, pressed));
  await hear(parts, incoming, incoming.text ?? '', incoming.key);
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
