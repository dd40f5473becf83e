// Names on the tabs: what Excel allows, and how a sheet that goes on is called.

const longest = 31;
const forbidden = /[[\]:*?/\\\p{Cc}\p{Surrogate}]|^'|'$/u;

/** Throws a plain Error, as for any mistake in a program, on names that Excel refuses or takes for one. */
export function requireSheetNames(names: readonly string[]): void {
  if (names.length === 0) throw new Error('a workbook needs at least one sheet');
  const taken = new Set<string>();
  for (const name of names) {
    if (!isSheetName(name)) throw new Error(`${JSON.stringify(name)} cannot be the name of a sheet`);
    if (taken.has(name.toLowerCase())) throw new Error(`two sheets are named ${JSON.stringify(name)}`);
    taken.add(name.toLowerCase());
  }
}

function isSheetName(name: string): boolean {
  const length = name.length > 0 && name.length <= longest;
  return length && name.trim() !== '' && !forbidden.test(name) && name.toLowerCase() !== 'history';
}

/** "<name> (2)", or the next number whose name is free; cut so that it fits. */
export function continuationName(name: string, taken: readonly string[]): string {
  const used = new Set(taken.map((other) => other.toLowerCase()));
  for (let number = 2; ; number += 1) {
    const suffix = ` (${number})`;
    const candidate = name.slice(0, longest - suffix.length) + suffix;
    if (!used.has(candidate.toLowerCase())) return candidate;
  }
}
