// What is allowed on a developer's own machine only.

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether this page itself comes from the reader's own machine. */
export const onLoopback = (): boolean => loopbackNames.has(location.hostname);

/** The origin of a page on loopback that frames this one, also on loopback; Teams itself is known to teams-js. */
export const loopbackParent = (): string | undefined =>
  loopbackOrigin(location.ancestorOrigins?.[0] ?? document.referrer);

/** The origin of an address on loopback, for a page on loopback. */
export function loopbackOrigin(address: string): string | undefined {
  if (!onLoopback() || !URL.canParse(address)) return undefined;
  const { hostname, origin } = new URL(address);
  return loopbackNames.has(hostname) ? origin : undefined;
}
