// What a catalogue has: every key of the English one, and no other.
import type * as en from './en.ts';
import type { runStrings } from './en-run.ts';

/** The same keys; any text instead of this one, and functions of the same values. */
type Wide<Text> = Text extends string
  ? string
  : Text extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof Text]: Wide<Text[Key]> };

export type Texts = Wide<typeof en> & { readonly runStrings: Wide<typeof runStrings> };
