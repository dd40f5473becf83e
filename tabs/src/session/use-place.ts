// The place in the tab, kept in the address after #, so that back, forward, reload and links work.
import { useMemo, useSyncExternalStore } from 'react';
import { type Place, parsePlace, placeText, startOf } from '../place.ts';

const watchers = new Set<() => void>();

function subscribe(tell: () => void): () => void {
  watchers.add(tell);
  addEventListener('hashchange', tell);
  return () => {
    watchers.delete(tell);
    removeEventListener('hashchange', tell);
  };
}

const placeIn = (hash: string): Place => parsePlace(hash) ?? startOf('request');

/** Goes elsewhere; “back” comes back. */
function goTo(place: Place): void {
  location.hash = placeText(place);
}

/** Looks at the list of this page in another way: the address tells it, “back” does not walk through it. */
function lookBy(query: string): void {
  history.replaceState(history.state, '', placeText({ ...placeIn(location.hash), query }));
  for (const tell of watchers) tell();
}

export type Places = { readonly place: Place; readonly goTo: typeof goTo; readonly lookBy: typeof lookBy };

/** Where we are, and how to go elsewhere. */
export function usePlace(): Places {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  const place = useMemo(() => placeIn(hash), [hash]);
  return { place, goTo, lookBy };
}
