// Generated companies with every kind of calendar: tied over two year ends, and every balance is that of the postings.
// Which periods open a year is written down here; the sums are made from the postings alone.
import { afterEach, describe, expect, it } from 'vitest';
import type { CalendarKind } from '../sandbox/src/plex/calendar-kinds.ts';
import { serveCompanies } from '../sandbox/src/plex/companies.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const today = '2024-11-20';
const number = 700_001;

type Kind = {
  readonly kind: CalendarKind;
  readonly first: number;
  readonly last: number;
  /** The periods that open a fiscal year whose forerunner has postings; the books of all of them are closed. */
  readonly opens: readonly number[];
  readonly begins: readonly [period: number, day: string, endDay: string][];
};

const kinds: readonly Kind[] = [
  {
    kind: 'civil',
    first: 202206,
    last: 202411,
    opens: [202301, 202401],
    begins: [[202402, '2024-02-01', '2024-02-29']],
  },
  {
    kind: 'april-fiscal',
    first: 202206,
    last: 202408,
    opens: [202301, 202401],
    begins: [[202403, '2024-06-01', '2024-06-30']],
  },
  {
    kind: 'april-calendar',
    first: 202206,
    last: 202411,
    opens: [202304, 202404],
    begins: [[202403, '2024-03-01', '2024-03-31']],
  },
  {
    kind: 'october',
    first: 202206,
    last: 202411,
    opens: [202210, 202310, 202410],
    begins: [[202410, '2024-10-01', '2024-10-31']],
  },
  {
    kind: '445',
    first: 202206,
    last: 202411,
    opens: [202301, 202401],
    begins: [
      [202301, '2023-01-02', '2023-01-29'],
      [202403, '2024-02-26', '2024-03-31'],
    ],
  },
  {
    kind: '13x4',
    first: 202206,
    last: 202412,
    opens: [202301, 202401],
    begins: [
      [202313, '2023-12-04', '2023-12-31'],
      [202402, '2024-01-29', '2024-02-25'],
    ],
  },
  {
    kind: 'with-14th',
    first: 202206,
    last: 202411,
    opens: [202301, 202401],
    begins: [[202314, '2023-12-31', '2023-12-31']],
  },
];

const books = (kind: CalendarKind) => ({
  ...{ calendar: kind, firstPeriod: 202206, accounts: 60, movingAccountsPerPeriod: 12, today },
  companies: [{ number }],
});

/** Year-to-date balances in hundred-thousandths, by `period account`, of the accounts that are not zero. */
function expected({ kind, first, last, opens }: Kind): ReadonlyMap<string, bigint> {
  const [company] = serveCompanies(books(kind)).companies;
  if (!company) throw new Error('one company');
  const { accounts, calendar, postings, retainedEarnings = -1 } = company.books;
  const resets = (index: number) => ['Revenue', 'Expense'].includes(accounts[index]?.category ?? '');
  const running = accounts.map(() => 0n);
  const found = new Map<string, bigint>();
  const seen = Date.parse(today) / 86_400_000;
  for (const { period } of calendar(today).filter((each) => each.period >= first && each.period <= last)) {
    if (opens.includes(period)) {
      const result = running.reduce((sum, amount, index) => (resets(index) ? sum + amount : sum), 0n);
      running.forEach((amount, index) => {
        running[index] = resets(index) ? 0n : index === retainedEarnings ? amount + result : amount;
      });
    }
    const { accounts: posted, days, debits, credits } = postings(period);
    posted.forEach((account, line) => {
      if ((days[line] ?? 0) > seen) return;
      running[account] = (running[account] ?? 0n) + (debits[line] ?? 0n) - (credits[line] ?? 0n);
    });
    running.forEach((amount, index) => {
      if (amount !== 0n) found.set(`${period} ${accounts[index]?.number}`, amount);
    });
  }
  return found;
}

async function stored({ database }: TestWorld): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await database.pool.query<{ place: string; amount: string }>(
    `select period || ' ' || account_no as place, (ytd_balance * 100000)::bigint::text as amount
     from plex.account_period_balance where pcn = $1 and ytd_balance <> 0`,
    [number],
  );
  return new Map(rows.map(({ place, amount }) => [place, BigInt(amount)]));
}

let world: TestWorld | undefined;
afterEach(() => world?.close());

describe.each(kinds)('SANDBOX_CALENDAR=$kind', (each) => {
  it('is tied over two year ends, in closed and in open periods, and each balance is that of the postings', async () => {
    world = await openWorld(books(each.kind));
    await world.runner();
    const view = await world.report({ company: number, from: each.first, to: each.last });
    expect(view.failure).toBeNull();
    expect(view.verdict).toBe('tied');
    const [ours, theirs] = [await stored(world), expected(each)];
    expect(ours.size).toBeGreaterThan(500);
    expect([...ours].toSorted()).toEqual([...theirs].toSorted());
    const { rows } = await world.database.pool.query(
      'select period, begin_date, end_date from record.calendar where company = $1 and period = any($2) order by period',
      [number, each.begins.map(([period]) => period)],
    );
    expect(rows.map((row) => [row.period, row.begin_date, row.end_date])).toEqual(each.begins);
  });
});

describe('SANDBOX_CALENDAR=new-company', () => {
  it('gives its first month, in which nothing is closed yet', async () => {
    world = await openWorld({ ...books('new-company'), companies: [{ number }] });
    await world.runner();
    const view = await world.report({ company: number, from: 202411 });
    expect([view.failure, view.verdict]).toEqual([null, 'tied']);
    expect((await stored(world)).size).toBeGreaterThan(5);
  });
});
