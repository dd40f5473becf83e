// Where in the tab the reader is: a page, perhaps a run, and how its list is looked at; the same in the address and in links.

export const pages = ['request', 'queue', 'archive'] as const;
export type Page = (typeof pages)[number];
/** `query`: how the page narrows and sorts its list, as in an address; empty for how it begins. */
export type Place = { readonly page: Page; readonly run: number | undefined; readonly query: string };

const form = /^#?\/?(request|queue|archive|run)(?:[/-]([1-9]\d{0,9}))?(?:\?(.{0,1000}))?$/;

/** Reads `#/queue/12`, `archive?result=failed`, `run/12` or `run-12`; a run alone is found in the archive. */
export function parsePlace(text: string): Place | undefined {
  const [, word, run, query = ''] = form.exec(text) ?? [];
  if (word === undefined) return undefined;
  const page = pages.find((each) => each === word) ?? 'archive';
  return { page, run: run === undefined ? undefined : Number(run), query };
}

/** `#/queue/12`, `#/archive/12?result=failed`. */
export const placeText = ({ page, run, query }: Place): string =>
  `#/${page}${run === undefined ? '' : `/${run}`}${query === '' ? '' : `?${query}`}`;

/** A page as it begins. */
export const startOf = (page: Page): Place => ({ page, run: undefined, query: '' });
