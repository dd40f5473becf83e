// Writing into a conversation: post, edit, delete, with every way it can fail in words of ours.
import { AppError } from '@repsys/core';
import { type Conversation, type Database, openConversation } from '@repsys/core/node';
import { type Activity, type Attachment, type ConversationReference, TeamsInfo, type TurnContext } from 'botbuilder';
import type { TeamsAdapter } from './adapter.ts';
import { cardOf, type Draft } from './draft.ts';
import type { SendBudget, Urgency } from './send-budget.ts';

/**
 * All throw DELIVERY_CHAT_GONE (the bot is out), DELIVERY_BUSY (wait `details.retryAfterMs`; nothing was posted),
 * DELIVERY_TOO_LARGE, and on posting DELIVERY_UNCERTAIN (it may have been posted).
 */
export type Messenger = {
  /** Posts and returns the activity's id. */
  post(conversation: string, draft: Draft, urgency?: Urgency): Promise<string>;
  edit(conversation: string, activity: string, draft: Draft, urgency?: Urgency): Promise<void>;
  remove(conversation: string, activity: string): Promise<void>;
  /** Object ids of everybody in the conversation; undefined when they are too many to ask for. */
  members(conversation: Conversation): Promise<readonly string[] | undefined>;
};

export type MessengerParts = {
  readonly adapter: TeamsAdapter;
  readonly appId: string;
  readonly database: Database;
  readonly budget: SendBudget;
};

/** Opens the way out to Teams. */
export function openMessenger({ adapter, appId, database, budget }: MessengerParts): Messenger {
  const within = async <T>(id: string, work: (context: TurnContext) => Promise<T>, posting = false): Promise<T> => {
    const conversation = await openConversation(database, id);
    if (!conversation) throw gone('The bot is no longer in this conversation.');
    return continuing(adapter, appId, conversation, work).catch((error: unknown): never => {
      throw translateSendError(error, posting);
    });
  };
  const spend = async (conversation: string, urgency: Urgency) => {
    const retryAfterMs = await budget.take(conversation, urgency);
    if (retryAfterMs > 0)
      throw new AppError('DELIVERY_BUSY', 'This conversation has had its share of messages.', {
        details: { retryAfterMs },
      });
  };
  return {
    async post(conversation, draft, urgency = 'answer') {
      await spend(conversation, urgency);
      const response = await within(conversation, (context) => context.sendActivity(activityOf(draft)), true);
      if (!response?.id) throw uncertain('Teams answered without an id.');
      return response.id;
    },
    async edit(conversation, id, draft, urgency = 'answer') {
      await spend(conversation, urgency);
      await within(conversation, (context) => context.updateActivity({ ...activityOf(draft), id }));
    },
    async remove(conversation, id) {
      await within(conversation, (context) => context.deleteActivity(id));
    },
    members: (conversation) => within(conversation.id, membersOf),
  };
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

const mostMembers = 200;

async function membersOf(context: TurnContext): Promise<readonly string[] | undefined> {
  const page = await TeamsInfo.getPagedMembers(context, mostMembers);
  if (page.continuationToken) return undefined;
  return page.members.map((member) => member.aadObjectId ?? member.id);
}

/** A draft as an activity. */
export function activityOf(draft: Draft): Partial<Activity> {
  if ('text' in draft) return { type: 'message', text: draft.text, textFormat: 'plain' };
  const attachment: Attachment = 'card' in draft ? cardOf(draft.card) : { ...draft.attachment };
  return { type: 'message', attachments: [attachment], ...('summary' in draft && { summary: draft.summary }) };
}

/** What a failed call of the connector looks like. */
type RestFailure = {
  readonly statusCode?: number;
  readonly code?: string;
  readonly response?: { readonly headers?: { get?(name: string): unknown } };
};

/** Codes of a connection that never came about: nothing was sent. */
const notSent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH/;

/** What a failed call of the connector means. `posting`: a repeat would show the message twice. */
export function translateSendError(error: unknown, posting: boolean): AppError {
  if (error instanceof AppError) return error;
  const { statusCode = 0, code = '', response } = (error ?? {}) as RestFailure;
  const cause = { cause: error };
  if (statusCode === 403 || (statusCode === 404 && /Conversation/i.test(code)))
    return gone(`Teams refuses messages of the bot here (${statusCode} ${code}).`);
  if (statusCode === 404)
    return new AppError('DELIVERY_FAILED', 'The message is no longer there.', { ...cause, details: { missing: true } });
  if (statusCode === 413) return new AppError('DELIVERY_TOO_LARGE', 'The message is too large for Teams.', cause);
  const details = { retryAfterMs: pauseOf(response?.headers?.get?.('retry-after')) };
  if (statusCode === 429 || statusCode === 412 || notSent.test(code))
    return new AppError('DELIVERY_BUSY', `Teams asks to wait (${statusCode || code}).`, { ...cause, details });
  if (statusCode >= 500 || statusCode === 0) {
    const what = `Teams did not answer properly (${statusCode || code || 'no answer'}).`;
    return posting ? uncertain(what, error) : new AppError('DELIVERY_BUSY', what, { ...cause, details });
  }
  return new AppError('DELIVERY_FAILED', `Teams refused the message (${statusCode} ${code}).`, cause);
}

const longestPauseMs = 60_000;
const usualPauseMs = 2_000;

function pauseOf(retryAfter: unknown): number {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(seconds * 1_000, longestPauseMs) : usualPauseMs;
}

const gone = (what: string): AppError => new AppError('DELIVERY_CHAT_GONE', what);
const uncertain = (what: string, cause?: unknown): AppError => new AppError('DELIVERY_UNCERTAIN', what, { cause });
