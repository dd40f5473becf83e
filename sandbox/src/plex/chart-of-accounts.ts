// The chart of accounts of a generated company: a handful of accounts with a part to play, the rest from families and cost centres.
import { type Account, type CategoryType, categoryTypes, isProfitAndLoss, type LegacyCategory } from './books.ts';
import { type AccountFamily, accountFamilies, costCentres } from './chart-names.ts';
import { dayNumber } from './day.ts';
import { share } from './random.ts';

/** Numbers of the accounts with a part to play. */
export const specialAccounts = {
  cash: '10100-000-0000',
  receivables: '11000-000-0000',
  inventory: '12000-000-0000',
  payables: '20000-000-0000',
  /** Liability until 2024, Expense from 2025 on; zero at every December end. */
  reclassified: '24900-000-0000',
  commonStock: '30000-000-0000',
  retainedEarnings: '30900-000-0000',
  /** Revenue although its number starts with 3 (rule 35). */
  lowRevenue: '39900-000-0000',
  sales: '40000-000-0000',
  freight: '58000-000-0000',
  /** Lies between the limits 66666-666-6666 and 66666-666-6667 (rule 25). */
  betweenLimits: '66666-666-66665',
  /** Its name is `=Clearing & "Suspense" <old>`. */
  clearing: '69990-000-0000',
  /** Moves by cents only. */
  rounding: '69995-000-0000',
} as const;

/** What a chart is made from. `withHistory` adds the re-classified account, low-numbered Expense and the accounts new in 2024-12. */
export type ChartRule = {
  readonly seed: number;
  readonly company: number;
  readonly accounts: number;
  readonly withHistory: boolean;
};

/** The fewest accounts a generated chart can have. */
export const fewestAccounts = 40;

type Draft = Omit<Account, 'key' | 'active' | 'legacy' | 'since'> & {
  readonly names: readonly [category: string, subCategory: string];
  readonly since?: number;
  readonly special?: boolean;
};

const newAccountDay = dayNumber('2024-12-02');

/** The chart in the order of account numbers; depends on the rule alone. */
export function chartOfAccounts(rule: ChartRule): readonly Account[] {
  const drafts = [...specials(rule.withHistory), ...(rule.withHistory ? historyAccounts(rule.accounts) : [])];
  for (const category of categoryTypes) for (const each of ordinary(rule, category, drafts)) drafts.push(each);
  const numbering = legacyNumbering();
  return drafts
    .map((draft, index) => finish(draft, index, rule, numbering))
    .sort((a, b) => (a.number < b.number ? -1 : 1));
}

function specials(withHistory: boolean): Draft[] {
  const rows: readonly (readonly [string, string, CategoryType, string, string])[] = [
    [specialAccounts.cash, 'Cash - Operating', 'Asset', 'Current Assets', 'Cash and Equivalents'],
    [specialAccounts.receivables, 'Accounts Receivable - Trade', 'Asset', 'Current Assets', 'Receivables'],
    [specialAccounts.inventory, 'Inventory - Raw Material', 'Asset', 'Current Assets', 'Inventory'],
    [specialAccounts.payables, 'Accounts Payable - Trade', 'Liability', 'Current Liabilities', 'Payables'],
    [specialAccounts.commonStock, 'Common Stock', 'Equity', 'Equity', 'Capital'],
    [specialAccounts.retainedEarnings, 'Retained Earnings', 'Equity', 'Equity', 'Retained Earnings'],
    [specialAccounts.lowRevenue, 'Tooling Reimbursement', 'Revenue', 'Revenue', 'Other Revenue'],
    [specialAccounts.sales, 'Sales - Series Production', 'Revenue', 'Revenue', 'Product Sales'],
    [specialAccounts.freight, 'Freight In', 'Expense', 'Cost of Goods Sold', 'Freight'],
    [specialAccounts.betweenLimits, 'Wages - Gießerei (Old Plant)', 'Expense', 'Cost of Goods Sold', 'Direct Labour'],
    [specialAccounts.clearing, '=Clearing & "Suspense" <old>', 'Expense', 'Other Expense', 'Clearing'],
    [specialAccounts.rounding, 'Rounding Differences', 'Expense', 'Other Expense', 'Clearing'],
  ];
  const drafts: Draft[] = rows.map(([number, name, category, ...names]) => ({
    number,
    name,
    category,
    names,
    special: true,
  }));
  if (withHistory) {
    drafts.push({
      number: specialAccounts.reclassified,
      name: 'Customer Tooling Clearing',
      category: 'Liability',
      reclassified: { year: 2025, category: 'Expense' },
      names: ['Current Liabilities', 'Deferred Revenue'],
      special: true,
    });
  }
  return drafts;
}

/** Expense accounts with numbers from 1 to 3 (21 beside the revenue account) and the accounts created in December 2024 (25). */
function historyAccounts(accounts: number): readonly Draft[] {
  const some = (count: number) => Array.from({ length: accounts >= 500 ? count : 2 }, (_, index) => index);
  const low = some(21).map((index) => ({
    number: `${1 + (index % 3)}9${800 + index}-300-0000`,
    name: `Capital Project Clearing ${index + 1}`,
    category: 'Expense' as const,
    names: ['Other Expense', 'Clearing'] as const,
  }));
  const added = some(25).map((index) => ({
    number: index === 0 ? '10950-950-0000' : `539${String(index).padStart(2, '0')}-950-0000`,
    name: index === 0 ? 'Cash - New Line Escrow' : `New Machining Line 9 - Start-up ${index}`,
    category: index === 0 ? ('Asset' as const) : ('Expense' as const),
    names: index === 0 ? (['Current Assets', 'Cash and Equivalents'] as const) : (['', ''] as const),
    since: newAccountDay,
  }));
  return [...low, ...added];
}

const shares: Readonly<Record<CategoryType, number>> = {
  Asset: 0.1,
  Liability: 0.04,
  Equity: 0.005,
  Revenue: 0.02,
  Expense: 1,
};

function ordinary(rule: ChartRule, category: CategoryType, made: readonly Draft[]): readonly Draft[] {
  const already = made.filter((each) => each.category === category).length;
  const wanted = category === 'Expense' ? rule.accounts - made.length : Math.round(rule.accounts * shares[category]);
  const count = Math.max(0, category === 'Expense' ? wanted : wanted - already);
  return Array.from({ length: count }, (_, index) => member(rule, category, index));
}

function member(rule: ChartRule, category: CategoryType, index: number): Draft {
  const families = accountFamilies[category];
  const [base, name, ...names] = pick<AccountFamily>(families, index);
  const [centre, centreName] = pick(costCentres, Math.floor(index / families.length));
  const location = Math.floor(index / families.length / costCentres.length);
  // 22 % have the old form with five digits at the end (measured: 1,034 of 4,617).
  const digits = share(rule.seed, base, index) < 0.224 ? 5 : 4;
  const suffix = [centreName && ` - ${centreName}`, location > 0 ? ` ${location + 1}` : ''].join('');
  const number = `${base}-${centre}-${String(location).padStart(digits, '0')}`;
  return { number, name: `${name}${suffix}`, category, names };
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

function finish(draft: Draft, index: number, rule: ChartRule, numbering: LegacyNumbering): Account {
  const { names, special = false, since = 0, ...account } = draft;
  const chance = (purpose: number) => share(rule.seed, rule.company, index, purpose);
  const blank = names[0] === '' || (!special && chance(1) < 0.086);
  return {
    ...account,
    key: 5_500_000 + (rule.company % 1000) * 100_000 + index * 3,
    active: special || since > 0 || chance(2) >= 0.24,
    legacy: blank ? noLegacy : numbering(names, account.category),
    since,
  };
}

/** The older links of an account that has none. */
export const noLegacy: LegacyCategory = {
  categoryNo: 0,
  categoryName: '',
  subCategoryNo: 0,
  subCategoryName: '',
  type: '',
};

/** Numbers categories and sub-categories in the order in which they are met. */
export type LegacyNumbering = (names: readonly [string, string], category: CategoryType) => LegacyCategory;

/** Starts a numbering. The older classification knows no Equity; it counts as Liability (trial balance §4.3). */
export function legacyNumbering(): LegacyNumbering {
  const numbers = new Map<string, number>();
  const numberOf = (name: string) => {
    if (!name) return 0;
    const known = numbers.get(name) ?? numbers.size + 11;
    numbers.set(name, known);
    return known;
  };
  return ([categoryName, subCategoryName], category) => ({
    categoryNo: numberOf(categoryName),
    categoryName,
    subCategoryNo: numberOf(subCategoryName),
    subCategoryName,
    type: category === 'Equity' ? 'Liability' : category,
  });
}

/** True when the number of a Revenue or Expense account starts with 1, 2 or 3. */
export function isLowProfitAndLoss({ number, category }: Account): boolean {
  return isProfitAndLoss(category) && /^[123]/.test(number);
}
