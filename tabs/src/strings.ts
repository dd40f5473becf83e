// The sentences of the tab in the reader's language. The language is chosen before anything is drawn; German is fetched when it is wanted.

import { language, locale, takeLocale } from './locale.ts';
import * as en from './texts/en.ts';
import { runStrings as enRun } from './texts/en-run.ts';
import type { germanErrors } from './texts/errors-de.ts';
import type { Texts } from './texts/texts.ts';

type Errors = typeof germanErrors;
type Language = { readonly texts: Texts; readonly errors?: Errors };

const english: Language = { texts: { ...en, runStrings: enRun } };

/** What cannot be fetched is said in English. */
const load = async (): Promise<Language> =>
  language() === 'de'
    ? import('./texts/german.ts').then(
        ({ german }) => german,
        () => english,
      )
    : english;

export let words: Texts['words'] = en.words;
export let appStrings: Texts['appStrings'] = en.appStrings;
export let failureStrings: Texts['failureStrings'] = en.failureStrings;
export let requestStrings: Texts['requestStrings'] = en.requestStrings;
export let queueStrings: Texts['queueStrings'] = en.queueStrings;
export let archiveStrings: Texts['archiveStrings'] = en.archiveStrings;
export let trendStrings: Texts['trendStrings'] = en.trendStrings;
export let configStrings: Texts['configStrings'] = en.configStrings;
export let runStrings: Texts['runStrings'] = enRun;

let foreign: Errors | undefined;

/** Speaks to the reader in the language of a locale, such as `de-DE`; English where there is no other. */
export async function speak(tag: string = locale()): Promise<void> {
  takeLocale(tag);
  const { texts, errors } = await load();
  words = texts.words;
  appStrings = texts.appStrings;
  failureStrings = texts.failureStrings;
  requestStrings = texts.requestStrings;
  queueStrings = texts.queueStrings;
  archiveStrings = texts.archiveStrings;
  trendStrings = texts.trendStrings;
  configStrings = texts.configStrings;
  runStrings = texts.runStrings;
  foreign = errors;
}

/** The error table in the reader's language, where that is not English. */
export const foreignErrors = (): Errors | undefined => foreign;
