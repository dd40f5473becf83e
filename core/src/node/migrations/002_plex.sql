-- The warehouse: what Plex said (sources) and what was computed from it. Amounts are numeric(19,5): exact, rounded half away from zero.
-- Account numbers sort by code point ("C"), as they do in the workbook.

create schema plex;
create schema stage;

create table plex.source (
  pcn integer primary key,
  source text not null
);
comment on table plex.source is 'the system the company''s data came from; another one makes everything stored unbelievable';

create table plex.accounting_account (
  pcn integer not null,
  account_key integer not null,
  account_no text collate "C" not null,
  account_name text not null,
  active boolean not null,
  category_type text not null,
  category_no_legacy integer not null,
  category_name_legacy text not null,
  category_type_legacy text not null,
  sub_category_no_legacy integer not null,
  sub_category_name_legacy text not null,
  sub_category_type_legacy text not null,
  revenue_or_expense boolean not null,
  start_period integer not null,
  in_chart boolean not null default true,
  primary key (pcn, account_key),
  unique (pcn, account_no)
);
comment on column plex.accounting_account.in_chart is 'false: no longer (or not yet) in the chart of accounts, kept because it has balances; its key is negative when Plex gave none';

create table plex.accounting_account_year_category_type (
  pcn integer not null,
  account_no text collate "C" not null,
  year integer not null,
  category_type text not null,
  revenue_or_expense boolean not null,
  filled_from integer,
  year_unrecorded boolean not null default false,
  primary key (pcn, account_no, year)
);
comment on column plex.accounting_account_year_category_type.filled_from is 'null: recorded in that year; else the year whose category was assumed (0: the account''s own)';
comment on column plex.accounting_account_year_category_type.year_unrecorded is 'filled while no account of the company had a row for that year';

create table plex.accounting_period (
  pcn integer not null,
  period_key integer not null,
  ordinal integer not null check (ordinal in (0, 1)),
  period integer not null,
  period_display text not null,
  fiscal_order integer not null,
  quarter_group integer not null,
  begin_date timestamp not null,
  end_date timestamp not null,
  period_status integer not null,
  add_date timestamp,
  update_date timestamp,
  primary key (pcn, period_key, ordinal),
  unique (pcn, period, ordinal)
);
comment on column plex.accounting_period.ordinal is '1: current generation, 0: the one before';

create view plex.max_fiscal_period as
  select pcn, period / 100 as year, max(period) as max_fiscal_period
  from plex.accounting_period
  where ordinal = 1
  group by pcn, period / 100;

create table plex.accounting_period_ranges (
  pcn integer primary key,
  start_period integer not null,
  end_period integer not null,
  start_open_period integer not null,
  end_open_period integer not null,
  check (start_period <= end_period and end_period < start_open_period and start_open_period <= end_open_period)
);

create table plex.accounting_balance (
  pcn integer not null,
  account_key integer not null,
  account_no text collate "C" not null,
  period integer not null,
  debit numeric(19, 5) not null,
  credit numeric(19, 5) not null,
  balance numeric(19, 5) not null,
  primary key (pcn, account_key, period)
);
create index accounting_balance_by_period on plex.accounting_balance (pcn, period, account_no);

create table plex.account_activity_summary (
  pcn integer not null,
  period integer not null,
  account_no text collate "C" not null,
  beginning_balance numeric(19, 5) not null,
  debit numeric(19, 5) not null,
  credit numeric(19, 5) not null,
  balance numeric(19, 5) not null,
  ending_balance numeric(19, 5) not null,
  primary key (pcn, period, account_no)
);

create table plex.account_period_balance (
  pcn integer not null,
  period integer not null,
  account_no text collate "C" not null,
  period_display text not null,
  debit numeric(19, 5) not null,
  ytd_debit numeric(19, 5) not null,
  credit numeric(19, 5) not null,
  ytd_credit numeric(19, 5) not null,
  balance numeric(19, 5) not null,
  ytd_balance numeric(19, 5) not null,
  primary key (pcn, period, account_no)
);

-- What a run delivered, rows that are not all zero: the next equal request says what has changed since.
create table plex.delivered_balance (
  run integer not null,
  period integer not null,
  account_no text collate "C" not null,
  balance numeric(19, 5) not null,
  ytd_balance numeric(19, 5) not null,
  primary key (run, period, account_no)
);
