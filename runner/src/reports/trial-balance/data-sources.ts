// The six Plex data sources of the trial balance: keys (4814 is the vendor's, the others each customer's) and the columns read.
import type { DataSource, SourceColumn } from '../../plex/data-source.ts';
import type { DataSourceKeys } from '../report.ts';

const text = (name: string): SourceColumn => ({ name, kind: 'text' });
const integer = (name: string): SourceColumn => ({ name, kind: 'integer' });
const amount = (name: string): SourceColumn => ({ name, kind: 'amount' });
const flag = (name: string): SourceColumn => ({ name, kind: 'boolean' });
const moment = (name: string): SourceColumn => ({ name, kind: 'timestamp' });
const orNull = (column: SourceColumn): SourceColumn => ({ ...column, nullable: true });

const columns = {
  yearCategoryType: [integer('PCN'), text('Account_No'), text('Category_Type'), flag('Revenue_Or_Expense')],
  account: [
    integer('PCN'),
    integer('Account_Key'),
    text('Account_No'),
    text('Account_Name'),
    flag('Active'),
    text('Category_Type'),
    orNull(integer('Category_No_Legacy')),
    text('Category_Name_Legacy'),
    text('Category_Type_Legacy'),
    orNull(integer('Sub_Category_No_Legacy')),
    text('Sub_Category_Name_Legacy'),
    text('Sub_Category_Type_Legacy'),
    flag('Revenue_Or_Expense'),
    orNull(integer('Start_Period')),
  ],
  period: [
    integer('PCN'),
    integer('Period_Key'),
    integer('Period'),
    text('Period_Display'),
    orNull(integer('Fiscal_Order')),
    orNull(integer('Quarter_Group')),
    moment('Begin_Date'),
    moment('End_Date'),
    integer('Period_Status'),
    orNull(moment('Add_Date')),
    orNull(moment('Update_Date')),
  ],
  periodRanges: [
    integer('PCN'),
    orNull(integer('Start_Period')),
    orNull(integer('End_Period')),
    integer('Start_Open_Period'),
    integer('End_Open_Period'),
  ],
  balance: [
    integer('PCN'),
    integer('Account_Key'),
    text('Account_No'),
    integer('Period'),
    amount('Debit'),
    amount('Credit'),
  ],
  activity: [
    text('Account_No'),
    text('Account_Name'),
    amount('Beginning_Balance'),
    amount('Debit'),
    amount('Credit'),
    amount('Ending_Balance'),
  ],
} as const;

const defaults = {
  PLEX_KEY_ACCOUNTING_YEAR_CATEGORY_TYPE: '18001',
  PLEX_KEY_ACCOUNTING_ACCOUNT: '18002',
  PLEX_KEY_ACCOUNTING_PERIOD: '18003',
  PLEX_KEY_ACCOUNTING_PERIOD_RANGES: '18004',
  PLEX_KEY_ACCOUNTING_BALANCE: '18005',
  PLEX_KEY_ACCOUNT_ACTIVITY_SUMMARY: '4814',
} as const;

/** The setting names that carry a key, with their defaults. */
export const keySettings: Readonly<Record<string, string>> = defaults;

const source =
  (setting: keyof typeof defaults, name: string, read: readonly SourceColumn[]) =>
  (keys: DataSourceKeys): DataSource => ({ key: keys[setting] ?? defaults[setting], name, columns: read });

export const yearCategoryTypeSource = source(
  'PLEX_KEY_ACCOUNTING_YEAR_CATEGORY_TYPE',
  'Accounting_Year_Category_Type_Get',
  columns.yearCategoryType,
);
export const accountSource = source('PLEX_KEY_ACCOUNTING_ACCOUNT', 'Accounting_Account_Get', columns.account);
export const periodSource = source('PLEX_KEY_ACCOUNTING_PERIOD', 'Accounting_Period_Get', columns.period);
/** An empty key means that the customer has no such source: the formula is used alone. */
export const periodRangesSource = source(
  'PLEX_KEY_ACCOUNTING_PERIOD_RANGES',
  'Accounting_Period_Ranges_Get',
  columns.periodRanges,
);
export const balanceSource = source('PLEX_KEY_ACCOUNTING_BALANCE', 'Accounting_Balance_Get', columns.balance);
export const activitySource = source(
  'PLEX_KEY_ACCOUNT_ACTIVITY_SUMMARY',
  'Account_Activity_Summary_xPCN_Get',
  columns.activity,
);

/** All that are configured. */
export function trialBalanceSources(keys: DataSourceKeys): readonly DataSource[] {
  const all = [yearCategoryTypeSource, accountSource, periodSource, periodRangesSource, balanceSource, activitySource];
  return all.map((each) => each(keys)).filter((each) => each.key !== '');
}
