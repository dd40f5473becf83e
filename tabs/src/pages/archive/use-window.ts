// Which rows of a long list are in view, so that only those are drawn.
import { type RefObject, type UIEvent, useCallback, useEffect, useState } from 'react';
import { useSize } from '../../components/use-size.ts';

export type ListWindow = {
  readonly first: number;
  /** The row after the last one that is drawn. */
  readonly end: number;
  /** The list flies by, more than its height at once: nobody can read what is in the rows. */
  readonly isFlying: boolean;
  onScroll(event: UIEvent<HTMLElement>): void;
};

const beyond = 8;
/** Drawing again for each row would be more work than it saves. */
const stride = 4;
/** A list that has not moved for so long has come to rest. */
const restMs = 100;

/** Rows are all of one height, in CSS pixels; `count` of them. */
export function useWindow(box: RefObject<HTMLElement | null>, count: number, rowHeight: number): ListWindow {
  const { height } = useSize(box);
  const [{ top, isFlying }, setPlace] = useState({ top: 0, isFlying: false });
  const onScroll = useCallback(
    ({ currentTarget: { scrollTop, clientHeight } }: UIEvent<HTMLElement>) => {
      const row = Math.floor(scrollTop / rowHeight);
      const now = row - (row % stride);
      setPlace((before) => {
        const isFlying = Math.abs(now - before.top) * rowHeight > clientHeight;
        return now === before.top ? before : { top: now, isFlying };
      });
    },
    [rowHeight],
  );
  useEffect(() => {
    if (!isFlying) return undefined;
    const rest = setTimeout(() => setPlace({ top, isFlying: false }), restMs);
    return () => clearTimeout(rest);
  }, [top, isFlying]);
  const first = Math.max(0, Math.min(top, count - 1) - beyond);
  const end = Math.min(count, top + Math.ceil((height || 800) / rowHeight) + stride + beyond);
  return { first, end, isFlying, onScroll };
}
