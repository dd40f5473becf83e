// A value that changes while somebody types, once it has stopped changing.
import { useEffect, useState } from 'react';

const settleMs = 250;

/** The value as it was when it had not changed for a quarter of a second. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
