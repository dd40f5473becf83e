// An account that only the live system knows yet stays, also when a next attempt reads the chart of accounts alone.
import { expect, it } from 'vitest';
import type { LittleBooks } from './books.ts';
import { useRules } from './kit.ts';
import { rewritingPlex } from './wire.ts';

const rules = useRules();
const books: LittleBooks = {
  accounts: { BANK: 'Asset', NEW: 'Asset' },
  entries: [
    ['2024-01-10', { BANK: ['100', '-100'] }],
    ['2024-03-10', { NEW: '7', BANK: '-7' }],
  ],
};
/** The replica does not have the new account yet. */
const withoutNew = (text: string, key: number) =>
  key === 4814 ? text : text.replace(/<Row>.*?<\/Row>/gs, (row) => (row.includes('<Value>NEW</Value>') ? '' : row));
const recounted = (text: string) =>
  text.replace(/<RowCount>\d+<\/RowCount>/, `<RowCount>${text.match(/<Row>/g)?.length ?? 0}</RowCount>`);

it('rule 12: it is kept when the chart is read again and the open periods are not', async () => {
  const company = await rules().company(books);
  const url = await rewritingPlex(company, (text, key) => recounted(withoutNew(text, key)));
  const { pool } = company.world.database;
  const stop = `stop_${company.number}`;
  await pool.query(`
    create function ${stop}() returns trigger language plpgsql as $$ begin raise exception 'stop'; end $$;
    create trigger ${stop} before insert on plex.account_period_balance for each row
      when (new.pcn = ${company.number}) execute function ${stop}()`);
  const settings = { PLEX_URL: url };
  const first = await company.attempt({ from: 202401, to: 202403, settings });
  expect(first.failure?.step).toBe('AccountPeriodBalanceRecreatePeriodRange');
  await pool.query(`drop trigger ${stop} on plex.account_period_balance`);
  await company.rows(
    `update record.dataset set written_at = written_at - interval '3 hours' where company = $1 and step = 'AccountingAccount'`,
  );
  const view = await company.resume(first.id, { settings });
  expect(view.failure).toBeNull();
  expect((await company.balance('NEW', 202403)).ytd).toBe('7');
  expect(view.checks.filter(({ passed, severity }) => !passed && severity !== 'info').map(({ id }) => id)).toEqual([
    'categories-recorded',
    'inside-chart',
  ]);
});
