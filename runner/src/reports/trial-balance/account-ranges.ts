// Splitting the chart of accounts into ranges that leave no gap (rule 25).

/** From and to, inclusive; undefined is open-ended. Neighbours share an account: `to` of one is `from` of the next. */
export type AccountRange = { readonly from?: string; readonly to?: string };

/**
 * Ranges of about `size` accounts. The first has no lower end and the last no upper end, and neighbours overlap by one
 * account: whatever order Plex sorts by, an account between two of ours cannot fall out.
 */
export function accountRanges(accounts: readonly string[], size: number): readonly AccountRange[] {
  const edges: string[] = [];
  for (let at = size; at < accounts.length; at += size) edges.push(accounts[at] ?? '');
  return [undefined, ...edges].map((from, index) => {
    const to = edges[index];
    return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  });
}
