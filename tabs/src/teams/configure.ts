// A tab in a channel or a group chat: Teams asks at which page it is to open, and keeps the answer.
import { pages as teamsPages } from '@microsoft/teams-js';
import { type Page, pages } from '../place.ts';

/** The tab's id in Teams, as in the app's manifest. */
const entityId = 'reports';

/** Whether this page is the one at which Teams sets a tab up. */
export const isConfigPage = (): boolean => location.pathname.endsWith('/config');

/** The page that the address of a tab says, as it was set up. */
export const pageIn = (address: string): Page | undefined =>
  URL.canParse(address) ? pages.find((page) => page === new URL(address).searchParams.get('page')) : undefined;

/** The page at which the tab opens so far; undefined for a new one. Rejects where Teams does not tell. */
export async function pageSoFar(): Promise<Page | undefined> {
  return pageIn((await teamsPages.getConfig()).contentUrl ?? '');
}

/** Lets the person save what `chosen` says then. Throws where Teams is not setting up a tab. */
export function offerToSave(chosen: () => { readonly page: Page; readonly name: string }): void {
  teamsPages.config.registerOnSaveHandler((saving) => {
    const { page, name } = chosen();
    const { href: url } = new URL(`./?page=${page}`, location.href);
    teamsPages.config
      .setConfig({ entityId, contentUrl: url, websiteUrl: url, suggestedDisplayName: name })
      .then(() => saving.notifySuccess())
      .catch((error: unknown) => saving.notifyFailure(error instanceof Error ? error.message : String(error)));
  });
  teamsPages.config.setValidityState(true);
}
