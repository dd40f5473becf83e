// Writing into a conversation: post, edit, delete, with every way it can fail in words of ours.
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, isCode } from '@repsys/core';
import {
  type Conversation,
  type Database,
  dropConversation,
  keepConversations,
  openConversation,
} from '@repsys/core/node';
import {
  type Activity,
  type Attachment,
  type ConversationParameters,
  type ConversationReference,
  TeamsInfo,
  TurnContext,
} from 'botbuilder';
import { z } from 'zod';
import type { TeamsAdapter } from './adapter.ts';
import { cardOf, type Draft } from './draft.ts';
import type { SendBudget, Urgency } from './send-budget.ts';
import { gone, translateSendError, uncertain } from './send-error.ts';

/**
 * All throw DELIVERY_CHAT_GONE (the bot is out, and the record knows), DELIVERY_BUSY (wait `details.retryAfterMs`; nothing
 * was posted), DELIVERY_TOO_LARGE, and on posting DELIVERY_UNCERTAIN (it may have been posted).
 */
export type Messenger = {
  /** Posts and returns the activity's id. An answer waits some seconds for its turn: somebody else does too. */
  post(conversation: Where, draft: Draft, urgency?: Urgency): Promise<string>;
  /** Posts something that nobody looks after later: waits for minutes where Teams asks to, unless `signal` aborts. */
  postSurely(conversation: string, draft: Draft, signal: AbortSignal): Promise<string>;
  edit(conversation: Where, activity: string, draft: Draft, urgency?: Urgency): Promise<void>;
  remove(conversation: string, activity: string): Promise<void>;
  /** Resolves when Teams answers for this conversation; asks for something that changes nothing. */
  answers(conversation: string): Promise<void>;
  /** Opens the bot's own chat with somebody who wrote in `from`, keeps it in the record and returns its id. */
  openPersonal(from: Conversation, person: string): Promise<string>;
  /** Everybody in the conversation; undefined when they are too many to ask for. */
  members(conversation: Conversation): Promise<readonly Member[] | undefined>;
};

/** A member of a conversation as Teams tells: object id, tenant and role (`user`, `guest`, `anonymous`) where there are any. */
export type Member = {
  readonly id: string | undefined;
  readonly tenant: string | undefined;
  readonly role: string | undefined;
};

/** A conversation, or the id of one that is looked up in the record. */
export type Where = string | Conversation;

export type MessengerParts = {
  readonly adapter: TeamsAdapter;
  readonly appId: string;
  readonly database: Database;
  readonly budget: SendBudget;
};

/** Opens the way out to Teams. */
export function openMessenger(parts: MessengerParts): Messenger {
  const postOnce = async (conversation: Where, draft: Draft, urgency: Urgency): Promise<string> => {
    const post = (context: TurnContext) => context.sendActivity(activityOf(draft));
    const response = await write(parts, conversation, { urgency, posting: true, work: post });
    if (!response?.id) throw uncertain('Teams answered without an id.');
    return response.id;
  };
  return {
    post: (conversation, draft, urgency = 'answer') =>
      waiting(() => postOnce(conversation, draft, urgency), urgency === 'answer' ? answerPatienceMs : 0),
    postSurely: (conversation, draft, signal) =>
      waiting(() => postOnce(conversation, draft, 'card'), surePatienceMs, signal),
    async edit(conversation, id, draft, urgency = 'card') {
      const edit = (context: TurnContext) => context.updateActivity({ ...activityOf(draft), id });
      await write(parts, conversation, { urgency, posting: false, work: edit });
    },
    async remove(conversation, id) {
      await within(parts, await opened(parts, conversation), (context) => context.deleteActivity(id));
    },
    async answers(id) {
      const ask = (context: TurnContext) => TeamsInfo.getPagedTeamMembers(context, id, mostMembers);
      await within(parts, await opened(parts, id), ask).catch((error: unknown) => {
        // A refusal is an answer.
        if (isCode(error, 'DELIVERY_BUSY')) throw error;
      });
    },
    openPersonal: (from, person) => openPersonal(parts, from, person),
    members: (conversation) => within(parts, conversation, (context) => membersOf(context, conversation)),
  };
}

async function opened({ database }: MessengerParts, where: Where): Promise<Conversation> {
  const conversation = typeof where === 'string' ? await openConversation(database, where) : where;
  if (conversation) return conversation;
  throw gone('The bot is no longer in this conversation.');
}

type Writing<T> = {
  readonly urgency: Urgency;
  readonly posting: boolean;
  work(context: TurnContext): Promise<T>;
};

/** Writes when there is room for it; where Teams says that the bot is out, nothing is written any more. */
async function write<T>(parts: MessengerParts, where: Where, { urgency, posting, work }: Writing<T>): Promise<T> {
  const conversation = await opened(parts, where);
  const { id } = conversation;
  const retryAfterMs = await parts.budget.take(id, urgency);
  if (retryAfterMs > 0) {
    const details = { retryAfterMs, budget: true };
    throw new AppError('DELIVERY_BUSY', 'This conversation has had its share of messages.', { details });
  }
  return within(parts, conversation, work, posting).catch(async (error: unknown): Promise<never> => {
    if (isCode(error, 'DELIVERY_CHAT_GONE')) await dropConversation(parts.database, id);
    throw error;
  });
}

/** Does `work` in a turn of the conversation; what fails comes in words of ours. */
async function within<T>(
  { adapter, appId }: MessengerParts,
  conversation: Conversation,
  work: (context: TurnContext) => Promise<T>,
  posting = false,
): Promise<T> {
  return continuing(adapter, appId, conversation, work).catch((error: unknown): never => {
    throw translateSendError(error, posting);
  });
}

/** Teams waits 15 s for a turn. */
const answerPatienceMs = 6_000;
const surePatienceMs = 300_000;

/** Does `work` again while Teams asks to wait, for `patienceMs` in all. */
async function waiting<T>(work: () => Promise<T>, patienceMs: number, signal?: AbortSignal): Promise<T> {
  for (const end = Date.now() + patienceMs; ; ) {
    try {
      return await work();
    } catch (error) {
      const pauseMs = isCode(error, 'DELIVERY_BUSY') ? Number(error.details.retryAfterMs ?? 0) : Number.NaN;
      if (!(Date.now() + pauseMs <= end)) throw error;
      await delay(pauseMs, undefined, signal && { signal });
    }
  }
}

async function continuing<T>(
  adapter: TeamsAdapter,
  appId: string,
  { reference }: Conversation,
  work: (context: TurnContext) => Promise<T>,
): Promise<T> {
  let result: { readonly value: T } | undefined;
  await adapter.continueConversationAsync(appId, reference as Partial<ConversationReference>, async (context) => {
    result = { value: await work(context) };
  });
  if (!result) throw new Error('The turn ended without a result.');
  return result.value;
}

const referenceSchema = z.object({
  serviceUrl: z.string(),
  conversation: z.object({ tenantId: z.string().optional() }).loose(),
});

/** Works where the app is installed for that person; Teams answers 403 where it is not. */
async function openPersonal(
  { adapter, appId, database }: MessengerParts,
  from: Conversation,
  person: string,
): Promise<string> {
  const { serviceUrl, conversation } = referenceSchema.parse(from.reference);
  const tenant = conversation.tenantId === undefined ? {} : { tenantId: conversation.tenantId };
  const parameters = {
    isGroup: false,
    members: [{ id: person, name: '' }],
    ...tenant,
    channelData: { tenant: { id: conversation.tenantId } },
  };
  let opened: Conversation | undefined;
  const note = async ({ activity }: TurnContext) => {
    const reference = TurnContext.getConversationReference(activity);
    opened = { id: activity.conversation.id, kind: 'personal', person, reference, team: null };
  };
  await adapter
    .createConversationAsync(appId, 'msteams', serviceUrl, '', parameters as ConversationParameters, note)
    .catch((error: unknown): never => {
      throw translateSendError(error, false);
    });
  if (!opened) throw gone('Teams opened no chat with the asker.');
  await keepConversations(database, [opened]);
  return opened.id;
}

const mostMembers = 200;

const optionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined);

/** Teams tells the object id as `objectId`; the connector's own types call it `aadObjectId`. Its `id` of a member is nobody's identity. */
const membersSchema = z.array(
  z
    .object({ objectId: optionalText, aadObjectId: optionalText, tenantId: optionalText, userRole: optionalText })
    .transform(
      ({ objectId, aadObjectId, tenantId, userRole }): Member => ({
        id: aadObjectId ?? objectId,
        tenant: tenantId,
        role: userRole?.toLowerCase(),
      }),
    ),
);

/** A thread of a channel has no members of its own. */
async function membersOf(context: TurnContext, { id }: Conversation): Promise<readonly Member[] | undefined> {
  const [place = id] = id.split(';');
  const page = await TeamsInfo.getPagedTeamMembers(context, place, mostMembers);
  return page.continuationToken ? undefined : membersSchema.parse(page.members);
}

/** A draft as an activity. */
export function activityOf(draft: Draft): Partial<Activity> {
  if ('text' in draft) return { type: 'message', text: draft.text, textFormat: 'plain' };
  const attachment: Attachment = 'card' in draft ? cardOf(draft.card) : { ...draft.attachment };
  return { type: 'message', attachments: [attachment], ...('summary' in draft && { summary: draft.summary }) };
}
