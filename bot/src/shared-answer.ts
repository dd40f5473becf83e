// Many who ask the record for the same at the same moment wait for one answer.

/** `ask`, asked once while it is under way: whoever comes in the meantime gets the same answer. Nothing is remembered. */
export function sharing<Source extends object, T>(
  ask: (source: Source, key: number) => Promise<T>,
): (source: Source, key: number) => Promise<T> {
  const underWay = new WeakMap<Source, Map<number, Promise<T>>>();
  return (source, key) => {
    const asked = underWay.get(source) ?? new Map<number, Promise<T>>();
    underWay.set(source, asked);
    const found = asked.get(key);
    if (found) return found;
    const answer = ask(source, key).finally(() => asked.delete(key));
    asked.set(key, answer);
    return answer;
  };
}
