// The parts of Adaptive Cards 1.5 that our cards are made of, and small makers for them. Text from outside goes into text
// runs, which no client reads as markdown.
import { oneLine, plainText } from './plain-text.ts';

export type Tone = 'Default' | 'Good' | 'Warning' | 'Attention' | 'Accent';
export type BoxStyle = 'default' | 'emphasis' | 'good' | 'warning' | 'attention' | 'accent';
type Spacing = 'None' | 'Small' | 'Default' | 'Medium' | 'Large';

type Placed = { readonly id?: string; readonly spacing?: Spacing; readonly separator?: boolean };

export type TextRun = {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Small' | 'Medium' | 'Large' | 'ExtraLarge';
  readonly color?: Tone;
  readonly isSubtle?: boolean;
  readonly fontType?: 'Monospace';
};

export type RichText = Placed & { readonly type: 'RichTextBlock'; readonly inlines: readonly TextRun[] };

/** Read as markdown by clients: holds our own words only, or what `plainText` has been through. */
export type TextBlock = Placed & {
  readonly type: 'TextBlock';
  readonly text: string;
  readonly wrap: true;
  readonly style?: 'heading';
  readonly size?: 'Medium' | 'Large' | 'ExtraLarge';
  readonly weight?: 'Bolder';
  readonly isSubtle?: boolean;
};

export type Box = Placed & {
  readonly type: 'Container';
  readonly items: readonly Element[];
  readonly style?: BoxStyle;
  readonly bleed?: boolean;
  readonly isVisible?: boolean;
};

export type ActionRow = Placed & { readonly type: 'ActionSet'; readonly actions: readonly Action[] };

export type Choice = { readonly title: string; readonly value: string };

type Asked = Placed & {
  readonly id: string;
  readonly label: string;
  readonly isRequired: true;
  readonly errorMessage: string;
  readonly value?: string;
};
export type ChoiceInput = Asked & {
  readonly type: 'Input.ChoiceSet';
  readonly style: 'compact';
  readonly choices: readonly Choice[];
  readonly placeholder?: string;
};
export type TextInput = Asked & {
  readonly type: 'Input.Text';
  readonly maxLength: number;
  readonly placeholder?: string;
};

export type Element = RichText | TextBlock | Box | ActionRow | ChoiceInput | TextInput;

export type Execute = {
  readonly type: 'Action.Execute';
  readonly verb: string;
  readonly title?: string;
  readonly style?: 'positive' | 'destructive';
  readonly data: Readonly<Record<string, string>>;
};
export type OpenUrl = { readonly type: 'Action.OpenUrl'; readonly title: string; readonly url: string };
export type Toggle = {
  readonly type: 'Action.ToggleVisibility';
  readonly title: string;
  readonly targetElements: readonly string[];
};
export type Action = Execute | OpenUrl | Toggle;

/** A whole card, ready to be an attachment's content. */
export type Card = {
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  readonly type: 'AdaptiveCard';
  readonly version: '1.5';
  readonly fallbackText: string;
  readonly body: readonly Element[];
  readonly actions?: readonly Action[];
  readonly refresh?: { readonly action: Execute; readonly userIds: readonly string[] };
  readonly msteams?: { readonly width: 'Full' };
};

/** More than this is cut off by Teams. */
export const mostActions = 6;

/** `fallback`: what stands there where cards cannot be shown. Actions beyond the sixth are left out. */
export function card(
  fallback: string,
  body: readonly Element[],
  more: { readonly actions?: readonly Action[]; readonly refresh?: Card['refresh']; readonly wide?: boolean } = {},
): Card {
  const { actions = [], refresh, wide } = more;
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    fallbackText: plainText(fallback, 600),
    body,
    ...(actions.length > 0 && { actions: actions.slice(0, mostActions) }),
    ...(refresh && { refresh }),
    ...(wide && { msteams: { width: 'Full' as const } }),
  };
}

/** No card of ours is larger, bytes: far below what Teams refuses, and quick on a phone. */
const mostBytes = 20_000;

/** Small enough to be sent. */
export const fits = (whole: Card): boolean => new TextEncoder().encode(JSON.stringify(whole)).length <= mostBytes;

/** A card with as many of the rows as fit, `most` at most; `draw` hears how many are left out. */
export function fitted<Row>(
  rows: readonly Row[],
  most: number,
  draw: (shown: readonly Row[], left: number) => Card,
): Card {
  const shown = Math.min(rows.length, most);
  const counts = Array.from({ length: shown }, (_, at) => shown - at);
  const drawn = (count: number) => draw(rows.slice(0, count), rows.length - count);
  return drawn(counts.find((count) => fits(drawn(count))) ?? 0);
}

type RunLook = Omit<TextRun, 'type' | 'text'>;

/** A piece of a line, cut to `most` characters; its text may come from anywhere. */
export function piece(text: string, look: RunLook = {}, most = 300): TextRun {
  return { type: 'TextRun', text: oneLine(text, most), ...look };
}

/** One line of pieces; plain strings are plain runs. Pieces carry the spaces between them. */
export function line(pieces: readonly (TextRun | string)[], place: Placed = {}): RichText {
  const inlines = pieces.map((each) => (typeof each === 'string' ? piece(each) : each)).filter(({ text }) => text);
  return { type: 'RichTextBlock', inlines: inlines.length > 0 ? inlines : [piece('–')], ...place };
}

/** A quiet line. */
export const quiet = (text: string, place: Placed = {}): RichText => line([piece(text, { isSubtle: true })], place);

/** A line that opens with a bold word: `File: …`. */
export const fact = (name: string, value: string, most?: number): RichText =>
  line([piece(`${name}: `, { weight: 'Bolder' }), piece(value, {}, most)], { spacing: 'Small' });

/** A heading, announced as one by screen readers. */
export function heading(text: string, size: 'Medium' | 'Large' | 'ExtraLarge' = 'Large'): TextBlock {
  return { type: 'TextBlock', text: plainText(text, 120), wrap: true, style: 'heading', size, weight: 'Bolder' };
}

/** A line of our own words with `moment`s in it, which the client writes in the reader's time zone and language. */
export const momentLine = (text: string): TextBlock => ({ type: 'TextBlock', text, wrap: true, spacing: 'Small' });

/** A box; `style` colours it, and its words say the same. */
export function box(items: readonly Element[], look: Omit<Box, 'type' | 'items'> = {}): Box {
  return { type: 'Container', items, ...look };
}
