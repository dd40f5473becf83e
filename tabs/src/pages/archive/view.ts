// How the archive is looked at, as its address tells it: runs or trend, filters, order.
import { runSorts } from '@repsys/core';
import { type Filters, noFilters, results, type Sort } from './filters.ts';

export type ArchiveView = { readonly shows: 'runs' | 'trend'; readonly filters: Filters; readonly sort: Sort };

export const newestFirst: Sort = { by: 'id', order: 'desc' };

const texts = ['report', 'company', 'who', 'from', 'to', 'since', 'until'] as const;

/** Reads `result=failed&sort=took&order=asc`; what it does not understand is left out. */
export function viewIn(query: string): ArchiveView {
  const words = new URLSearchParams(query);
  const text = (name: string) => (words.get(name) ?? '').slice(0, 100);
  const filters: Filters = {
    ...noFilters,
    ...Object.fromEntries(texts.map((name) => [name, text(name)])),
    result: results.find((each) => each === text('result')) ?? '',
    mine: text('mine') === 'yes',
  };
  return { shows: text('view') === 'trend' ? 'trend' : 'runs', filters, sort: sortIn(text('sort'), text('order')) };
}

function sortIn(by: string, order: string): Sort {
  const known = runSorts.find((each) => each === by);
  return known ? { by: known, order: order === 'desc' ? 'desc' : 'asc' } : newestFirst;
}

/** The address of a view; empty for the one that the archive begins with. */
export function viewText({ shows, filters, sort }: ArchiveView): string {
  const { mine, ...words } = filters;
  const isUsual = sort.by === newestFirst.by && sort.order === newestFirst.order;
  const pairs = {
    view: shows === 'trend' ? shows : '',
    ...words,
    mine: mine ? 'yes' : '',
    ...(isUsual ? {} : { sort: sort.by, order: sort.order }),
  };
  return new URLSearchParams(Object.entries(pairs).filter(([, value]) => value !== '')).toString();
}
