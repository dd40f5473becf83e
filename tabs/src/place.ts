// Where in the tab the reader is: a page and, perhaps, a run; the same in the address and in links from Teams.

export const pages = ['request', 'queue', 'archive'] as const;
export type Page = (typeof pages)[number];
export type Place = { readonly page: Page; readonly run: number | undefined };

const form = /^#?\/?(?:(request|queue|archive|run)(?:[/-]([1-9]\d{0,9}))?)$/;

/** Reads `#/queue/12`, `archive/12`, `run/12` or `run-12`; a run alone is found in the archive. */
export function parsePlace(text: string): Place | undefined {
  const [, word, run] = form.exec(text) ?? [];
  if (word === undefined) return undefined;
  const page = pages.find((each) => each === word) ?? 'archive';
  return { page, run: run === undefined ? undefined : Number(run) };
}

/** `#/queue/12`. */
export const placeText = ({ page, run }: Place): string => `#/${page}${run === undefined ? '' : `/${run}`}`;
