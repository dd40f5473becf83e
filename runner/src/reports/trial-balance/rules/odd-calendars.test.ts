// Calendars as companies have them: rows that are no periods, a 14th period, and a company that has closed nothing yet.
import { describe, expect, it } from 'vitest';
import { type BookPeriod, type LittleBooks, months } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { rewritingPlex } from './wire.ts';

const rules = useRules();

const accounts = { A: 'Asset', RE: { kind: 'Equity', retained: true }, X: 'Expense' } as const;
const tenAMonth = (from: number, to: number): LittleBooks => ({
  accounts,
  entries: months(from, to).map(({ end }) => [end, { X: '10', A: '-10' }] as const),
});

/** The calendar's answer with more rows, made of its first one by changing cells. */
async function withRows(company: Company, changes: readonly Readonly<Record<string, string>>[]): Promise<string> {
  return rewritingPlex(company, (text, key) => {
    const row = /<Row>.*?<\/Row>/s.exec(text)?.[0];
    if (key !== 18003 || !row) return text;
    const more = changes.map((cells) =>
      Object.entries(cells).reduce(
        (changed, [name, value]) =>
          changed.replace(
            new RegExp(`<Value>[^<]*</Value><Name>${name}</Name>`),
            `<Value>${value}</Value><Name>${name}</Name>`,
          ),
        row,
      ),
    );
    const count = (text.match(/<Row>/g) ?? []).length;
    return text
      .replace(/<RowCount>\d+<\/RowCount>/, `<RowCount>${count + more.length}</RowCount>`)
      .replace('</Rows>', `${more.join('')}</Rows>`);
  });
}

describe('a row of the calendar that is no period', () => {
  it('outside the periods that are read is ignored, with a note', async () => {
    const company = await rules().company(tenAMonth(202301, 202403), '2024-03-20');
    const url = await withRows(company, [
      { Period_Key: '901', Period: '202200' },
      { Period_Key: '902', Period: '202216' },
      { Period_Key: '903', Period: '202214', Begin_Date: '1/1/2021 12:00:00 AM', End_Date: '1/31/2021 12:00:00 AM' },
    ]);
    const view = await company.report({ from: 202401, to: 202403, settings: { PLEX_URL: url } });
    expect(view.verdict).toBe('tied');
    expect(view.steps[2]?.note).toContain(
      'ignored rows of the calendar: 202200 is not a year with a number from 01 to 14',
    );
    expect(view.steps[2]?.note).toContain('202214 begins on 2021-01-01, before 2022-12 does');
    expect(view.steps[2]?.note).toContain('202216');
  });

  it('among them fails the run, and is named as the fault of Plex', async () => {
    const company = await rules().company(tenAMonth(202301, 202403), '2024-03-20');
    const url = await withRows(company, [{ Period_Key: '901', Period: '202400' }]);
    const view = await company.attempt({ from: 202401, settings: { PLEX_URL: url } });
    expect(view.failure).toMatchObject({ code: 'PLEX_UNEXPECTED_SHAPE', step: 'AccountingPeriodRanges' });
    expect(view.failure?.message).toContain('Accounting_Period_Get (18003) gave the period 202400');
    const again = await company.report({ from: 202401 });
    expect([again.verdict, again.steps[2]?.note]).toEqual(['tied', null]);
  });
});

it('a 14th period works where the calendar has one, and can be asked for', async () => {
  const days: readonly BookPeriod[] = months(202201, 202412, { openFrom: 202402 }).map((each) =>
    each.period === 202312 ? { ...each, end: '2023-12-29' } : each,
  );
  const adjusting = (period: number, day: string) => ({ period, begin: day, end: day });
  const periods = [...days, adjusting(202313, '2023-12-30'), adjusting(202314, '2023-12-31')];
  const entries: LittleBooks['entries'] = [
    ['2023-12-10', { X: '100', A: '-100' }],
    ['2023-12-30', { X: '20', A: '-20' }],
    ['2023-12-31', { X: '3', A: '-3' }],
    ['2024-01-15', { X: '5', A: '-5' }],
  ];
  const company = await rules().company({ accounts, entries, periods }, '2024-02-20');
  const view = await company.report({ from: 202312, to: 202401 });
  expect(view.verdict).toBe('tied');
  expect(await company.course('X', 'ytd', 202312, 202401)).toEqual({
    ...{ 202312: '100', 202313: '120', 202314: '123', 202401: '5' },
  });
  expect((await company.report({ from: 202314 })).verdict).toBe('tied');
});

describe('a new company', () => {
  it('that has closed nothing gets its first period, then the next, tied', async () => {
    const books = tenAMonth(202403, 202405);
    const young = (openFrom: number) => ({ ...books, periods: months(202403, 202512, { openFrom }) });
    const company = await rules().company(young(202403), '2024-03-31');
    const first = await company.report({ from: 202403 });
    expect([first.verdict, first.steps[3]?.note]).toEqual(['tied', 'nothing closed yet, open 2024-03..2024-03']);
    expect((await company.balance('A', 202403)).ytd).toBe('-10');
    const second = await company.report({ from: 202403, to: 202404, today: '2024-04-30' });
    expect(second.verdict).toBe('tied');
    await company.rewrite(young(202404));
    const closed = await company.report({ from: 202403, to: 202404, today: '2024-04-30' });
    expect([closed.verdict, closed.steps[3]?.note]).toEqual(['tied', 'nothing closed yet, open 2024-03..2024-04']);
    await company.rewrite(young(202405));
    const third = await company.report({ from: 202403, to: 202405, today: '2024-05-31' });
    expect([third.verdict, third.steps[3]?.note]).toEqual(['tied', 'closed 2024-03..2024-03, open 2024-04..2024-05']);
    expect((await company.balance('A', 202405)).ytd).toBe('-30');
  });

  it('with years of periods before its first entry that nobody has closed reads only the open ones with entries', async () => {
    const company = await rules().company(
      { ...tenAMonth(202403, 202405), periods: months(202001, 202512, { openFrom: 202001 }) },
      '2024-04-30',
    );
    const settings = { PLEX_KEY_ACCOUNTING_PERIOD_RANGES: '' };
    const view = await company.report({ from: 202403, to: 202404, settings });
    expect([view.verdict, view.steps[3]?.note]).toEqual(['tied', 'closed 2023-04..2024-01, open 2024-02..2024-04']);
  });
});
