// Byte ranges over parts, and how long to wait.
import { describe, expect, it } from 'vitest';
import { pause, retryAfterMs } from './patience.ts';
import { rangeReader } from './ranges.ts';

const bytes = Buffer.from('abcdefghij');

function partsOf(sizes: readonly number[]) {
  const seen = { opened: 0, closed: 0 };
  async function* parts() {
    seen.opened += 1;
    try {
      let at = 0;
      for (const size of sizes) {
        yield bytes.subarray(at, at + size);
        at += size;
      }
    } finally {
      seen.closed += 1;
    }
  }
  return { seen, reader: rangeReader(parts) };
}

const texts = async (reader: ReturnType<typeof rangeReader>, ranges: readonly (readonly [number, number])[]) => {
  const found: string[] = [];
  for (const [from, to] of ranges) found.push(Buffer.from(await reader.read(from, to)).toString());
  return found;
};

describe('ranges of a workbook', () => {
  it.each([[[10]], [[3, 3, 4]], [[1, 1, 1, 7]], [[4, 0, 6]]])('are the same over parts of %j bytes', async (sizes) => {
    const { reader, seen } = partsOf(sizes);
    expect(
      await texts(reader, [
        [0, 4],
        [4, 5],
        [7, 10],
      ]),
    ).toEqual(['abcd', 'e', 'hij']);
    expect(seen.opened).toBe(1);
    await reader.close();
    expect(seen.closed).toBe(1);
  });

  it('can lie behind: the parts are opened again', async () => {
    const { reader, seen } = partsOf([3, 3, 4]);
    expect(
      await texts(reader, [
        [2, 8],
        [0, 3],
        [5, 6],
      ]),
    ).toEqual(['cdefgh', 'abc', 'f']);
    expect(seen).toEqual({ opened: 2, closed: 1 });
    await reader.close();
  });

  it('end with the parts', async () => {
    expect(await texts(partsOf([5]).reader, [[3, 9]])).toEqual(['de']);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-21T08:00:00Z');

  it.each([
    ['seconds', '12', 12_000],
    ['a date', 'Sat, 21 Nov 2026 08:00:30 GMT', 30_000],
    ['a date that has passed', 'Sat, 21 Nov 2026 07:00:00 GMT', 0],
    ['more than a minute, which is cut', '3600', 60_000],
    ['nothing', undefined, undefined],
    ['nonsense', 'soon', undefined],
  ])('as %s', (_, header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  it('is waited for in full, and growing waits never pass their cap', async () => {
    const waits: number[] = [];
    const sleep = async (milliseconds: number) => void waits.push(milliseconds);
    const patience = { attempts: 9, baseMs: 100, capMs: 1_000, random: () => 1, sleep };
    const { signal } = new AbortController();
    for (const tries of [1, 2, 3, 4, 5, 9]) await pause(patience, tries, undefined, signal);
    await pause(patience, 1, 5_000, signal);
    expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000, 5_000]);
  });
});
