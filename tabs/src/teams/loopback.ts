// What is allowed on a developer's own machine only.

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether this page itself comes from the reader's own machine. */
export const onLoopback = (): boolean => loopbackNames.has(location.hostname);

/** The origin of a page on loopback that frames this one, also on loopback; Teams itself is known to teams-js. */
export function loopbackParent(): string | undefined {
  const parent = location.ancestorOrigins?.[0] ?? document.referrer;
  if (!onLoopback() || !URL.canParse(parent)) return undefined;
  const { hostname, origin } = new URL(parent);
  return loopbackNames.has(hostname) ? origin : undefined;
}
