// The locale of the reader: Teams tells it; outside Teams it is the browser's.

const fallback = 'en-GB';

/** A locale as Intl takes it; what is none becomes English. */
function known(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? fallback;
  } catch {
    return fallback;
  }
}

let current = known(globalThis.navigator?.language ?? fallback);

/** For numbers and dates, such as `de-DE`. */
export const locale = (): string => current;

/** For sentences. */
export const language = (): 'en' | 'de' => (/^de\b/.test(current) ? 'de' : 'en');

/** For dates: of the two kinds of English that write them differently, and others, each as it does; a foreign one in English. */
export function takeLocale(tag: string): void {
  const told = known(tag);
  current = /^(de|en)\b/.test(told) ? told : fallback;
}
