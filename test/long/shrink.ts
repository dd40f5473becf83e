// From a list that fails to a shorter one that still does: pieces are left out, first halves, then smaller ones.

/**
 * The shortest list found within `most` tries. `fails` is asked only about lists that lack something; it may be wrong now and
 * then, as chance plays a part in what it tries.
 */
export async function shrink<Item>(
  items: readonly Item[],
  most: number,
  fails: (items: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  let smallest = items;
  let tries = 0;
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < smallest.length && smallest.length > 1; ) {
      if (tries >= most) return smallest;
      tries += 1;
      const fewer = smallest.filter((_, index) => index < from || index >= from + size);
      if (fewer.length > 0 && (await fails(fewer))) smallest = fewer;
      else from += size;
    }
  }
  return smallest;
}
