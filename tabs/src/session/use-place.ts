// The place in the tab, kept in the address after #, so that back and forward work.
import { useCallback, useSyncExternalStore } from 'react';
import { type Place, parsePlace, placeText } from '../place.ts';

const home: Place = { page: 'request', run: undefined };

const subscribe = (tell: () => void): (() => void) => {
  addEventListener('hashchange', tell);
  return () => removeEventListener('hashchange', tell);
};

/** Where we are, and how to go elsewhere. */
export function usePlace(): readonly [Place, (place: Place) => void] {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  const goTo = useCallback((place: Place) => {
    location.hash = placeText(place);
  }, []);
  return [parsePlace(hash) ?? home, goTo];
}
