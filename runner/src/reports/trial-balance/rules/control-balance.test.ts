// Our balances against Plex's own: exact, but for the cent where Plex has rounded, and then it is said.
import { describe, expect, it } from 'vitest';
import type { LittleBooks } from './books.ts';
import { useRules } from './kit.ts';
import { inColumn, rewritingPlex } from './wire.ts';
import { cells } from './workbook.ts';

const rules = useRules();

const books: LittleBooks = {
  accounts: { BANK: 'Asset', RENT: 'Expense' },
  entries: [
    ['2024-01-10', { RENT: '100.12345', BANK: '-100.12345' }],
    ['2024-03-10', { RENT: '30', BANK: '-30' }],
  ],
};

/** The rent's row of March, as the live system gives it, with one column changed. */
const rentOfMarch = (column: string, change: (value: string) => string) => (text: string, key: number) =>
  key !== 4814 ? text : text.replace(/<Row>.*?<\/Row>/gs, (row) => (isRent(row) ? inColumn(row, column, change) : row));
const isRent = (row: string) => row.includes('<Value>RENT</Value>') && /<Value>30(\.0+)?<\/Value>/.test(row);

async function withRent(column: string, value: string) {
  const company = await rules().company(books);
  const url = await rewritingPlex(
    company,
    rentOfMarch(column, () => value),
  );
  const view = await company.report({ from: 202403, allowUntied: true, settings: { PLEX_URL: url } });
  const check = (id: string) => view.checks.find((each) => each.id === id);
  return { company, view, balance: check('control-balance'), rounded: check('control-rounded') };
}

describe("Plex's own ending balance of an open period", () => {
  it('rule 24: that is ours is found to be: nothing is told', async () => {
    const { view, balance, rounded } = await withRent('Ending_Balance', '130.12345');
    expect([view.verdict, balance?.passed, rounded?.passed]).toEqual(['tied', true, true]);
  });

  it('rule 37: in whole cents may be a cent away, and the sheet says where', async () => {
    const { company, view, balance, rounded } = await withRent('Ending_Balance', '130.12');
    expect([view.verdict, balance?.passed]).toEqual(['tied', true]);
    expect(rounded).toMatchObject({
      passed: false,
      found: 1,
      summary: '1 balances differ from those that Plex rounds to cents, each by 0.01 at most.',
      differences: [{ account: 'RENT', period: 202403, ours: '130.12345', theirs: '130.12000' }],
    });
    const told = (await cells(company, view.id, 'Checks')).find((row) => row[3] === 'RENT' && row[4] === '2024-03');
    expect(told?.slice(5).map(Number)).toEqual([130.12345, 130.12]);
  });

  it.each(['130.14', '130.1', '130.12344'])('rule 37: of %s where ours is 130.12345 is not ours', async (ending) => {
    const { view, balance, rounded } = await withRent('Ending_Balance', ending);
    expect(view.verdict).toBe('not-tied');
    expect(balance).toMatchObject({ passed: false, found: 1 });
    expect(balance?.differences).toMatchObject([{ account: 'RENT', period: 202403, ours: '130.12345' }]);
    expect(rounded?.passed).toBe(true);
  });

  it("rule 24: that is not Plex's own beginning plus movement is told as that, and not as a balance of ours", async () => {
    const { view, balance } = await withRent('Beginning_Balance', '107.12345');
    expect(view.verdict).toBe('not-tied');
    expect(balance?.differences).toEqual([
      {
        account: 'RENT',
        period: 202403,
        ours: '137.12345',
        theirs: '130.12345',
        note: "ours: Plex's own beginning plus movement; theirs: Plex's ending",
      },
    ]);
  });
});
