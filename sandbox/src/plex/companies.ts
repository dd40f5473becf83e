// The companies that a sandbox serves: their accounts for the web service and their books, generated or read from CSV files.
import type { Books } from './books.ts';
import type { CalendarKind } from './calendar-kinds.ts';
import { fewestAccounts } from './chart-of-accounts.ts';
import { readCsvBooks } from './csv-books.ts';
import { type GeneratedBooksRule, generatedBooks } from './generated-books.ts';

/** A company to generate; what is left out is taken from the default company of that place. */
export type CompanyOptions = {
  readonly number: number;
  readonly name?: string;
  readonly user?: string;
  readonly password?: string;
  readonly accounts?: number;
};

/** Where the books come from. `accounts` are those of the main company; the second has about three quarters of them. */
export type BooksOptions = {
  readonly seed?: number;
  readonly booksDirectory?: string;
  readonly companies?: readonly CompanyOptions[];
  readonly accounts?: number;
  readonly movingAccountsPerPeriod?: number;
  /** YYYYMM of the first postings, months 01 to 12. */
  readonly firstPeriod?: number;
  /** The calendar of the main company, `civil` by default; others keep theirs. */
  readonly calendar?: CalendarKind;
  /** The day that a new company is new on. */
  readonly today?: string;
};

/** A company as its callers know it. */
export type SandboxCompany = {
  readonly number: number;
  readonly name: string;
  readonly user: string;
  readonly password: string;
};

/** A company with its books. */
export type ServedCompany = SandboxCompany & { readonly books: Books };

/** All companies, the identity of their books and what a user should know about them. */
export type Served = {
  readonly companies: readonly ServedCompany[];
  readonly source: string;
  readonly warnings: readonly string[];
};

const mainCompany = {
  number: 111111,
  name: 'Main plant',
  style: 'us',
  labels: 'MM-YYYY',
  yearsOfThirteen: [],
  withHistory: true,
} as const;
const secondCompany = {
  number: 222222,
  name: 'Second plant',
  style: 'iso',
  labels: 'YYYY-MM',
  yearsOfThirteen: [2023],
  withHistory: false,
} as const;
const defaultAccounts = { main: 4_900, second: 3_668 } as const;

/** Sets up the companies. Throws CsvProblems when files are refused and RangeError when options cannot be served. */
export function serveCompanies(options: BooksOptions): Served {
  const { booksDirectory } = options;
  if (booksDirectory !== undefined) return servedFromCsv(booksDirectory, options.companies?.[0]);
  const seed = options.seed ?? 1;
  const wanted = options.companies ?? [mainCompany, secondCompany];
  const companies = wanted.map((company, index) => {
    const books = generatedBooks(ruleOf(company, index, seed, options));
    return { ...accessOf(company, books.name), books };
  });
  const calendar = options.calendar === undefined ? '' : `-${options.calendar}`;
  return { companies, source: `sandbox:seed-${seed}${calendar}`, warnings: [] };
}

function accessOf({ number, user, password }: CompanyOptions, name: string): SandboxCompany {
  return { number, name, user: user ?? `service-${number}`, password: password ?? `sandbox-${number}` };
}

function ruleOf(company: CompanyOptions, index: number, seed: number, options: BooksOptions): GeneratedBooksRule {
  const likeSecond = company.number === secondCompany.number || (company.number !== mainCompany.number && index === 1);
  const profile = likeSecond ? secondCompany : mainCompany;
  const main = options.accounts ?? defaultAccounts.main;
  const second = Math.max(fewestAccounts, Math.round((main * defaultAccounts.second) / defaultAccounts.main));
  const accounts = company.accounts ?? (likeSecond ? second : main);
  const { movingAccountsPerPeriod = 250 } = options;
  const calendar = likeSecond ? 'civil' : (options.calendar ?? 'civil');
  const firstPeriod = firstPeriodOf(calendar, options);
  if (accounts < fewestAccounts) throw new RangeError(`A company needs at least ${fewestAccounts} accounts.`);
  if (!/^20\d{2}(0[1-9]|1[0-2])$/.test(String(firstPeriod))) throw new RangeError(`${firstPeriod} is not a period.`);
  return {
    ...profile,
    calendar,
    withHistory: profile.withHistory && calendar === 'civil',
    seed,
    company: company.number,
    name: company.name ?? profile.name,
    accounts,
    movingAccounts: movingAccountsPerPeriod,
    firstPeriod,
  };
}

/** A new company's books begin in the month of today. */
function firstPeriodOf(calendar: CalendarKind, { firstPeriod = 202101, today }: BooksOptions): number {
  return calendar === 'new-company' && today ? Number(today.slice(0, 7).replace('-', '')) : firstPeriod;
}

function servedFromCsv(directory: string, company: CompanyOptions = { number: mainCompany.number }): Served {
  const { books, digest, warnings } = readCsvBooks(directory, company.number);
  const named = company.name ? { ...books, name: company.name } : books;
  return {
    companies: [{ ...accessOf(company, named.name), books: named }],
    source: `sandbox:books-${digest}`,
    warnings,
  };
}
