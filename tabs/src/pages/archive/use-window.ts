// Which rows of a long list are in view, so that only those are drawn.
import { type RefObject, type UIEvent, useCallback, useState } from 'react';
import { useSize } from '../../components/use-size.ts';

export type ListWindow = {
  readonly first: number;
  /** The row after the last one that is drawn. */
  readonly end: number;
  onScroll(event: UIEvent<HTMLElement>): void;
};

const beyond = 8;
/** Drawing again for each row would be more work than it saves. */
const stride = 4;

/** Rows are all of one height, in CSS pixels; `count` of them. */
export function useWindow(box: RefObject<HTMLElement | null>, count: number, rowHeight: number): ListWindow {
  const { height } = useSize(box);
  const [top, setTop] = useState(0);
  const onScroll = useCallback(
    ({ currentTarget }: UIEvent<HTMLElement>) => {
      const row = Math.floor(currentTarget.scrollTop / rowHeight);
      setTop(row - (row % stride));
    },
    [rowHeight],
  );
  const first = Math.max(0, Math.min(top, count - 1) - beyond);
  const end = Math.min(count, top + Math.ceil((height || 800) / rowHeight) + stride + beyond);
  return { first, end, onScroll };
}
