// Takes away the cards that ask for an Allow once their offers have ended: such a card does not go by itself and stays clickable.
import { type AppError, asAppError } from '@repsys/core';
import { cardGone, cardStays, claimLeftCards, type LeftCard, repeat, translateDatabaseError } from '@repsys/core/node';
import type { Chat } from './chat.ts';
import { openInHand } from './in-hand.ts';

const everyMs = 1_000;
const mostInHand = 20;
const shortestPauseMs = 2_000;
const longestPauseMs = 600_000;
/** Teams refuses to remove it, again and again: then it will not ever. */
const mostRefusals = 20;

/** Goes on until stopped; what is left then, the next bot takes up. */
export function startConsentRemoval(chat: Chat): { stop(): Promise<void> } {
  const inHand = openInHand(mostInHand);
  const round = async () => {
    if (inHand.room <= 0) return;
    for (const card of await claimLeftCards(chat.database, inHand.room)) inHand.begin(remove(chat, card));
  };
  const onTrouble = (error: unknown) => chat.log.warn({ error }, 'consent cards could not be looked at');
  return repeat(everyMs, round, onTrouble);
}

/** One try. What does not get into the record is tried again: to remove a card twice does no harm. */
async function remove({ database, messenger, log }: Chat, card: LeftCard): Promise<void> {
  const { offer, conversation, activity, tries } = card;
  const error = await messenger.remove(conversation, activity).then(() => undefined, asTranslated);
  if (error === undefined || isOver(error, tries)) {
    if (error) log.info({ offer, error }, 'a consent card was not there to be removed, or is not ours to remove');
    await cardGone(database, offer);
  } else {
    log.info({ offer, tries, error }, 'a consent card could not be removed; it is tried again');
    await cardStays(database, offer, pauseOf(error, tries));
  }
}

const asTranslated = (error: unknown): AppError => asAppError(translateDatabaseError(error));

/** The card or the chat is gone, or Teams does not want it removed. */
function isOver(error: AppError, tries: number): boolean {
  const { code, details } = error;
  if (code === 'DELIVERY_CHAT_GONE') return true;
  return code === 'DELIVERY_FAILED' && (details.missing === true || tries >= mostRefusals);
}

function pauseOf({ details }: AppError, tries: number): number {
  const asked = typeof details.retryAfterMs === 'number' ? details.retryAfterMs : 0;
  return Math.max(asked, Math.min(shortestPauseMs * 2 ** (tries - 1), longestPauseMs));
}
