// Plex's own export "trial balance multi-level" as a file: is it one, and in which form (§4.3)?
import { open } from 'node:fs/promises';

/** A file that cannot be compared. `line` 0 is the file as a whole. */
export class UnusableExport extends Error {
  override readonly name = 'UnusableExport';

  constructor(file: string, line: number, reason: string) {
    super(`${file}${line > 0 ? `:${line}` : ''}: ${reason}`);
  }
}

/** The headers of the export, in order. */
const headers = [
  'Period',
  'Category Type',
  'Category Name',
  'Sub Category Name',
  'No',
  'Name',
  'Current Debit/(Credit)',
  'YTD Debit/(Credit)',
] as const;

const columns = [
  'period',
  'category_type',
  'category_name',
  'sub_category_name',
  'account',
  'account_name',
  'current_amount',
  'ytd_amount',
] as const;

const longestHeader = 4_096;

/** The columns of the table that the file's fields go to. Throws UnusableExport when the header is another's. */
export async function exportColumns(file: string): Promise<readonly string[]> {
  const names = (await firstLine(file)).split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
  const trailing = names.at(-1) === '' && names.length === headers.length + 1;
  const expected: readonly string[] = trailing ? [...headers, ''] : headers;
  const wrong = expected.findIndex((header, index) => names[index]?.toLowerCase() !== header.toLowerCase());
  if (wrong >= 0) {
    throw new UnusableExport(file, 1, `column ${wrong + 1} is "${names[wrong] ?? ''}" and not "${expected[wrong]}"`);
  }
  if (names.length !== expected.length) throw new UnusableExport(file, 1, `there are ${names.length} columns`);
  return trailing ? [...columns, 'behind_last_comma'] : columns;
}

async function firstLine(file: string): Promise<string> {
  const handle = await open(file).catch((error: Error) => {
    throw new UnusableExport(file, 0, `the file cannot be read (${'code' in error ? error.code : error.message})`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestHeader), 0, longestHeader, 0);
    const text = buffer
      .subarray(0, bytesRead)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
    return text.split(/\r?\n/)[0] ?? '';
  } catch (error) {
    throw new UnusableExport(file, 0, `the file cannot be read (${error instanceof Error ? error.message : error})`);
  } finally {
    await handle.close();
  }
}
