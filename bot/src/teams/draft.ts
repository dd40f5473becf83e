// What the bot wants to say, before it becomes an activity of botbuilder.
import type { Card } from './cards/card.ts';

/** A file card of Teams: consent or info. */
export type FileAttachment = {
  readonly contentType: string;
  readonly name: string;
  readonly contentUrl?: string;
  readonly content: object;
};

/** `summary` is what notifications and screen readers say of a card. */
export type Draft =
  | { readonly text: string }
  | { readonly card: Card; readonly summary?: string }
  | { readonly attachment: FileAttachment };

/** A card as an attachment. */
export function cardOf(card: Card): { contentType: string; content: object } {
  return { contentType: 'application/vnd.microsoft.card.adaptive', content: card };
}
