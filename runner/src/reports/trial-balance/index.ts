// The trial balance: eight dependent steps from Plex into the warehouse, checks that prove it, four sheets.
import { sqlFile } from '@repsys/core/node';
import { defineReport } from '../report.ts';
import { trialBalanceChecks } from './checks.ts';
import { periodSource, trialBalanceSources } from './data-sources.ts';
import { german } from './german.ts';
import { calendarOf } from './period-rows.ts';
import { trialBalanceSheets } from './sheets.ts';
import { accountActivitySummaryGetOpenPeriodRange } from './steps/account-activity-summary-get-open-period-range.ts';
import {
  accountPeriodBalanceRecreateOpenPeriodRange,
  accountPeriodBalanceRecreatePeriodRange,
} from './steps/account-period-balance-recreate.ts';
import { accountingAccount } from './steps/accounting-account.ts';
import { accountingBalanceAppendPeriodRange } from './steps/accounting-balance-append-period-range.ts';
import { accountingPeriod } from './steps/accounting-period.ts';
import { accountingPeriodRanges } from './steps/accounting-period-ranges.ts';
import { accountingYearCategoryType } from './steps/accounting-year-category-type.ts';
import { trialBalanceTotals } from './totals.ts';

const keep = sqlFile('./delivered.sql', import.meta.url);
const forget = sqlFile('./forget-delivered.sql', import.meta.url);
/** Periods of one company that stay comparable: six deliveries of four years each, or 288 single months. */
const mostKeptPeriods = 288;

export const trialBalance = defineReport({
  description: {
    id: 'trial-balance',
    title: 'Trial balance',
    aliases: ['TB'],
    translations: { de: german },
    parameters: [
      { name: 'company', kind: 'company', title: 'Company', optional: false },
      { name: 'periods', kind: 'periodRange', title: 'Periods', optional: false },
      { name: 'allowUntied', kind: 'flag', title: 'Deliver even if not tied', optional: true },
    ],
  },
  steps: [
    accountingYearCategoryType,
    accountingAccount,
    accountingPeriod,
    accountingPeriodRanges,
    accountingBalanceAppendPeriodRange,
    accountActivitySummaryGetOpenPeriodRange,
    accountPeriodBalanceRecreatePeriodRange,
    accountPeriodBalanceRecreateOpenPeriodRange,
  ],
  checks: trialBalanceChecks,
  totals: trialBalanceTotals,
  sheets: trialBalanceSheets,
  sources: trialBalanceSources,
  calendar: calendarOf,
  probe: (keys, company) => ({ source: periodSource(keys), inputs: { PCNs: String(company) } }),
  fileName: ({ parameters: { from, to }, company, run }) => `TB_${from}_to_${to}_${company}_${run}.xlsx`,
  async delivered({ run, company, parameters: { from, to } }, client) {
    await keep.run(client, { run, company, from, to });
    await forget.run(client, { run, company, most: mostKeptPeriods });
  },
});
