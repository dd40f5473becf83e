// The published catalogue: reports, companies and calendars. The runner writes it, everybody else draws from it.
import {
  AppError,
  type Calendar,
  findReport,
  type Period,
  type ReportDescription,
  reportDescriptionSchema,
  withFiscalYears,
} from '@repsys/core';
import type { ClientBase } from 'pg';
import type { Database } from '../database.ts';

export type Company = { readonly company: number; readonly name: string };

/** Writes what this runner can do; what other runners published stays. */
export async function publish(
  database: Database,
  reports: readonly ReportDescription[],
  companies: readonly (Company & { readonly timeZone?: string })[],
): Promise<void> {
  for (const report of reports) {
    const description = JSON.stringify(report);
    await database.kysely
      .insertInto('record.report')
      .values({ id: report.id, description })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ description }))
      .execute();
  }
  for (const { company, name, timeZone = null } of companies) {
    await database.kysely
      .insertInto('record.company')
      .values({ company, name, time_zone: timeZone })
      .onConflict((conflict) => conflict.column('company').doUpdateSet({ name, time_zone: timeZone }))
      .execute();
  }
}

/** All published reports, by id. */
export async function publishedReports(database: Database): Promise<readonly ReportDescription[]> {
  const rows = await database.kysely.selectFrom('record.report').select('description').orderBy('id').execute();
  return rows.map((row) => reportDescriptionSchema.parse(row.description));
}

/** All published companies, by number. */
export async function publishedCompanies(database: Database): Promise<readonly Company[]> {
  return database.kysely.selectFrom('record.company').select(['company', 'name']).orderBy('company').execute();
}

/** The calendar that the last run of a company published; empty before its first run. */
export async function publishedCalendar(database: Database, company: number): Promise<Calendar> {
  const rows = await database.kysely
    .selectFrom('record.calendar')
    .selectAll()
    .where('company', '=', company)
    .orderBy('period')
    .execute();
  const periods = rows.map(({ period, display, begin_date, end_date, open, fiscal_order }) => ({
    period: period as Period,
    display,
    begin: begin_date,
    end: end_date,
    open,
    fiscalOrder: fiscal_order,
  }));
  return withFiscalYears(periods);
}

/** Replaces a company's calendar, inside the caller's transaction. */
export async function publishCalendar(client: ClientBase, company: number, calendar: Calendar): Promise<void> {
  await client.query('delete from record.calendar where company = $1', [company]);
  await client.query(
    `insert into record.calendar (company, period, display, begin_date, end_date, open, fiscal_order)
     select $1, * from unnest($2::int[], $3::text[], $4::date[], $5::date[], $6::bool[], $7::int[])`,
    [
      company,
      calendar.map((each) => each.period),
      calendar.map((each) => each.display),
      calendar.map((each) => each.begin),
      calendar.map((each) => each.end),
      calendar.map((each) => each.open),
      calendar.map((each) => each.fiscalOrder),
    ],
  );
}

/** The published report that answers to a word. Throws REQUEST_REPORT_UNKNOWN with what there is. */
export async function reportCalled(database: Database, word: string): Promise<ReportDescription> {
  const reports = await publishedReports(database);
  const found = findReport(reports, word);
  if (found) return found;
  const known = reports.map((report) => `${report.aliases[0] ?? report.id} (${report.title})`).join(', ');
  throw new AppError('REQUEST_REPORT_UNKNOWN', `There is no report "${word}". There is: ${known || 'none yet'}.`);
}

/** The published company of this number, or the first one. Throws REQUEST_COMPANY_UNKNOWN with what there is. */
export async function companyNumbered(database: Database, number?: number): Promise<Company> {
  const companies = await publishedCompanies(database);
  const found = number === undefined ? companies[0] : companies.find((each) => each.company === number);
  if (found) return found;
  const known = companies.map((each) => `${each.company} (${each.name})`).join(', ');
  throw new AppError(
    'REQUEST_COMPANY_UNKNOWN',
    `There is no company ${number ?? ''}. There is: ${known || 'none yet'}.`,
  );
}
