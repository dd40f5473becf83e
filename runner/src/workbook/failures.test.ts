// How writing fails: what is said, and that nothing half-written stays behind.
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SheetRow } from './sheet.ts';
import { accountSheet, properties, textSheet, written } from './testing/sheets.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeWorkbook } from './write-workbook.ts';

const batch: readonly SheetRow[] = Array.from({ length: 5000 }, (_, row) => [`${row}`, `Account ${row}`, `${row}.50`]);

test('an abort midway leaves no file, stops the source, and gives the reason of the signal', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled by the requester');
  let stopped = false;
  async function* rows() {
    try {
      for (let count = 0; ; count += 1) {
        if (count === 20) controller.abort(reason);
        await setImmediate();
        yield batch;
      }
    } finally {
      stopped = true;
    }
  }
  const folder = await temporaryFolder();
  const options = { ...properties, signal: controller.signal };
  const writing = writeWorkbook(join(folder, 'report.xlsx'), [accountSheet([], { rows: rows() })], options);
  await expect(writing).rejects.toBe(reason);
  expect(await readdir(folder)).toEqual([]);
  await setImmediate();
  expect(stopped).toBe(true);
});

test('an abort is heard while the source is silent', async () => {
  const controller = new AbortController();
  async function* silent(): AsyncGenerator<readonly SheetRow[]> {
    yield batch;
    queueMicrotask(() => controller.abort());
    await new Promise(() => undefined);
  }
  const writing = written([accountSheet([], { rows: silent() })], { signal: controller.signal });
  await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
});

test('a failing source is heard with its own error, and leaves no file', async () => {
  const folder = await temporaryFolder();
  const failure = Object.assign(new Error('connection lost'), { code: 'ECONNRESET' });
  function* rows() {
    yield batch;
    throw failure;
  }
  const writing = writeWorkbook(join(folder, 'report.xlsx'), [accountSheet([], { rows: rows() })], properties);
  await expect(writing).rejects.toBe(failure);
  expect(await readdir(folder)).toEqual([]);
});

test('a source is told to stop when a row of it is refused', async () => {
  let stopped = false;
  function* rows() {
    try {
      yield [['1', 'n', 'no number']];
    } finally {
      stopped = true;
    }
  }
  await expect(written([accountSheet([], { rows: rows() })])).rejects.toThrow('is no amount');
  expect(stopped).toBe(true);
});

test.skipIf(!existsSync('/dev/full'))(
  'a full disk is WORKBOOK_NOT_WRITTEN, and the device is still there',
  async () => {
    const writing = writeWorkbook('/dev/full', [accountSheet(batch)], properties);
    await expect(writing).rejects.toMatchObject({ code: 'WORKBOOK_NOT_WRITTEN', cause: { code: 'ENOSPC' } });
    expect(existsSync('/dev/full')).toBe(true);
  },
);

test('a path that cannot be written is WORKBOOK_NOT_WRITTEN', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'taken.xlsx'));
  for (const path of [join(folder, 'taken.xlsx'), join(folder, 'missing', 'report.xlsx')]) {
    await expect(writeWorkbook(path, [textSheet([])], properties)).rejects.toMatchObject({
      code: 'WORKBOOK_NOT_WRITTEN',
      retryable: true,
    });
  }
  expect(existsSync(join(folder, 'taken.xlsx'))).toBe(true);
});

test('a workbook that outgrows its format is WORKBOOK_TOO_LARGE', async () => {
  const writing = written([accountSheet(batch)], {}, { zipBytes: 100_000 });
  await expect(writing).rejects.toMatchObject({ code: 'WORKBOOK_TOO_LARGE' });
});
