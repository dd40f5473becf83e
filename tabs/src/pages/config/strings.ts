// The sentences of the page at which a tab is set up.
import type { Page } from '../../place.ts';

export const configStrings = {
  title: 'Add reports to this conversation',
  label: 'The tab opens at',
  pages: {
    request: 'Request: ask for a report',
    queue: 'Queue: what is at work and what waits',
    archive: 'Archive: what was, with files and trends',
  } satisfies Readonly<Record<Page, string>>,
  names: { request: 'Reports', queue: 'Reports: queue', archive: 'Reports: archive' } satisfies Readonly<
    Record<Page, string>
  >,
  rights: 'Everybody here sees only the companies that have been opened to them.',
  elsewhereTitle: 'There is nothing to set up here',
  elsewhereText: 'Teams opens this page when reports are added to a channel or a chat.',
} as const;
