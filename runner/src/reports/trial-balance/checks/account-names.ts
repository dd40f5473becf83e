// Differences name accounts by number; people know them by name.
import type { CheckResult } from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { ReportContext } from '../../report.ts';

const accountNames = sqlFile('./account-names.sql', import.meta.url);

/** Tells what the accounts of the differences are called. */
export async function withNames(
  { warehouse, company }: ReportContext,
  checks: readonly CheckResult[],
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const accountsOf = ({ differences }: CheckResult) => differences.flatMap(({ account }) => account ?? []);
  const accounts = [...new Set(checks.flatMap(accountsOf))];
  if (accounts.length === 0) return checks;
  type Row = { readonly account: string; readonly name: string };
  const rows = await warehouse.query<Row>(accountNames, { company, accounts }, signal);
  const names = new Map(rows.map(({ account, name }) => [account, name]));
  return checks.map((check) => {
    const own = Object.fromEntries(
      accountsOf(check).flatMap((account) => {
        const name = names.get(account);
        return name === undefined ? [] : [[account, name] as const];
      }),
    );
    return Object.keys(own).length === 0 ? check : { ...check, names: own };
  });
}
