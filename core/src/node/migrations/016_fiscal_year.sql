-- Fiscal years come from the company's calendar. The published calendar keeps each period's place in its fiscal year (null: by an
-- older version, which did not know it); the warehouse keeps the year's name, which its statements compare.
alter table record.calendar add column fiscal_order integer;

alter table plex.accounting_period add column fiscal_year integer;
update plex.accounting_period set fiscal_year = extract(year from end_date);
comment on column plex.accounting_period.fiscal_year is 'the name of the fiscal year that the period belongs to';
comment on column plex.accounting_period.fiscal_order is 'the place of the period in its fiscal year; 0: Plex does not say';

create or replace view plex.max_fiscal_period as
  select pcn, fiscal_year as year, max(period) as max_fiscal_period
  from plex.accounting_period
  where ordinal = 1
  group by pcn, fiscal_year;
