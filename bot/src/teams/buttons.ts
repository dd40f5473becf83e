// A button was pressed: the action behind its token is taken once, carried out, and the presser sees what came of it.
import {
  type Acceptance,
  type Action,
  learnActivity,
  openConversation,
  peekAction,
  takeAction,
  wakeCard,
} from '@repsys/core/node';
import { z } from 'zod';
import { runCard } from './cards/run-card.ts';
import { noticeCard } from './cards/talk-cards.ts';
import { apologyOf, type ConversationParts, doorOf, hear, speakerOf } from './hear.ts';
import type { Incoming } from './incoming.ts';
import { answerAsked } from './run-command.ts';
import { sendFileAgain } from './send-again.ts';
import { cancelWords } from './talk.ts';

/** What Teams takes as the answer to a pressed button. */
export type ActionAnswer = { readonly statusCode: 200; readonly type: string; readonly value: unknown };

/** A sentence as an answer. */
export const message = (text: string): ActionAnswer => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.activity.message',
  value: text,
});
const cardAnswer = (card: object): ActionAnswer => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.card.adaptive',
  value: card,
});

const dataSchema = z.object({ token: z.string().max(100).optional(), command: z.string().max(500).optional() }).loose();

/** Carries out a pressed button and says what came of it. Never throws for what was pressed. */
export async function press(
  parts: ConversationParts,
  incoming: Incoming,
  verb: string,
  given: unknown,
): Promise<ActionAnswer> {
  const data = dataSchema.safeParse(given ?? {}).data ?? {};
  try {
    if (verb === 'say') return await sayFor(parts, incoming, data.command ?? '');
    if (verb === 'ask') return await asked(parts, incoming, data);
    if (verb === 'refresh') return await refreshed(parts, incoming, data.token ?? '');
    return await carryOut(
      parts,
      incoming,
      await takeAction(parts.chat.database, data.token ?? '', incoming.person.id, verb),
    );
  } catch (error) {
    const apology = apologyOf(parts.chat, incoming, error);
    return message('summary' in apology && apology.summary ? apology.summary : 'That did not work.');
  }
}

async function sayFor(parts: ConversationParts, incoming: Incoming, command: string): Promise<ActionAnswer> {
  await hear(parts, incoming, command, `say:${incoming.key}`);
  return message('Done.');
}

/** What was missing has come: the card that asked gives way to a sentence, or to what is still wrong. */
async function asked(parts: ConversationParts, incoming: Incoming, data: unknown): Promise<ActionAnswer> {
  const answer = await answerAsked(parts.chat, await speakerOf(parts, incoming, incoming.key), data);
  if ('say' in answer) return 'card' in answer.say ? cardAnswer(answer.say.card) : message('That did not work.');
  parts.notifier.wake(answer.accepted.run);
  return cardAnswer(noticeCard(acceptedWords(answer.accepted)));
}

const acceptedWords = ({ run, joined }: Acceptance): string =>
  joined ? `You get the result of run ${run}, which had been asked for already.` : `Run ${run} has been accepted.`;

/** A button that did not do what it says gets a new token: its card is drawn anew. */
async function carryOut(parts: ConversationParts, incoming: Incoming, action: Action): Promise<ActionAnswer> {
  const { database } = parts.chat;
  try {
    await learn(parts, incoming, action.request);
    return await act(parts, incoming, action);
  } catch (error) {
    await wakeCard(database, action.request).catch(() => undefined);
    parts.notifier.wake(action.run);
    throw error;
  }
}

async function act(parts: ConversationParts, incoming: Incoming, action: Action): Promise<ActionAnswer> {
  const { chat, notifier } = parts;
  const { verb, run, request } = action;
  const door = doorOf(incoming, `press:${incoming.key}`);
  if (verb === 'cancel') {
    const words = cancelWords(run, await chat.desk.cancel(incoming.person, run));
    await wakeCard(chat.database, request);
    notifier.wake(run);
    return message(words);
  }
  if (verb === 'send') {
    await sendFileAgain(chat, incoming.person, { run, request });
    notifier.wake(run);
    return message('The file is on its way.');
  }
  if (verb === 'again' || verb === 'resume') {
    const accepted = await chat.desk[verb](incoming.person, run, door);
    await wakeCard(chat.database, request);
    notifier.wake(run);
    notifier.wake(accepted.run);
    return message(acceptedWords(accepted));
  }
  return message('This button is not known.');
}

/** A card whose posting went unanswered tells its id as soon as somebody looks at it. */
async function learn({ chat }: ConversationParts, { replyToId }: Incoming, request: number): Promise<void> {
  if (replyToId !== undefined) await learnActivity(chat.database, request, replyToId);
}

const cannotRefresh = 'I cannot draw this card anew. Write “status” or “history” to see how your runs stand.';

/** Teams asks for the card anew when its asker looks at it. */
async function refreshed(parts: ConversationParts, incoming: Incoming, token: string): Promise<ActionAnswer> {
  const action = await peekAction(parts.chat.database, token, incoming.person.id);
  if (!action) return message(cannotRefresh);
  await learn(parts, incoming, action.request);
  const place = (await openConversation(parts.chat.database, incoming.conversation.id)) ?? null;
  const { model } = await parts.modelOf({ ...action, place });
  return cardAnswer(runCard(model));
}
