// placeholder until written below
import type { Books } from './books.ts';
export function readCsvBooks(
  directory: string,
  company: number,
): { books: Books; digest: string; warnings: readonly string[] } {
  throw new RangeError(`${directory} ${company}`);
}
