// The buttons of cards: answered by the bot with a token, said as a command, or opened in the browser.
import { type Element, type Execute, line, type OpenUrl, piece } from './card.ts';
import { oneLine } from './plain-text.ts';
import type { CardButton } from './run-model.ts';

/** A button that does what typing `command` does. */
export type SayButton = { readonly title: string; readonly command: string };

const titled = (title: string, without = '…'): string => oneLine(title, 60).trim() || without;

/** Verbs that are wished for most often, and those that end something: a hint, the title says it. */
const styles: Readonly<Record<string, Execute['style']>> = {
  resume: 'positive',
  ask: 'positive',
  cancel: 'destructive',
};

/** A button of the model. */
export function execute({ verb, title, token }: CardButton): Execute {
  const style = styles[verb];
  return { type: 'Action.Execute', verb, title: titled(title, verb), ...(style && { style }), data: { token } };
}

/** A button that sends a command; one without a visible letter asks for help. */
export const say = ({ title, command }: SayButton): Execute => ({
  type: 'Action.Execute',
  verb: 'say',
  title: titled(title),
  data: { command: oneLine(command, 200).trim() || 'help' },
});

/** Either kind of button. */
export const button = (model: CardButton | SayButton): Execute => ('command' in model ? say(model) : execute(model));

/** A link, as a list of one, or of none: without an address, or when it is no address of the web. */
export function open(title: string, url: string | undefined): readonly OpenUrl[] {
  return url !== undefined && isWebAddress(url) ? [{ type: 'Action.OpenUrl', title: titled(title), url }] : [];
}

/** Encrypted, or on this very machine. */
function isWebAddress(url: string): boolean {
  if (url.length > 2000 || !URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
}

/** What the buttons' notes say, a line each. */
export function notes(buttons: readonly CardButton[]): readonly Element[] {
  return buttons.flatMap(({ title, note }) =>
    note === undefined
      ? []
      : [line([piece(`${titled(title)}: `, { weight: 'Bolder' }), piece(note, {}, 240)], { spacing: 'Small' })],
  );
}
