// The secret of a start for development: it comes with the address that the starter prints, and stays in this tab of the browser.

const name = 'development';

/** Takes the secret out of `#development=…`, so that no link, picture or list of visited pages shows it. What comes after it is the place. */
export function takeSecret(): void {
  const [, secret, place = ''] = /^#development=([\w-]+)(#.*)?$/.exec(location.hash) ?? [];
  if (secret === undefined) return;
  sessionStorage.setItem(name, secret);
  history.replaceState(history.state, '', location.pathname + location.search + place);
}

/** The secret; undefined where this page was opened without one. */
export const developmentSecret = (): string | undefined => sessionStorage.getItem(name) ?? undefined;
