-- Loading hundreds of thousands of rows: movements are written and read period by period, so one index in that order serves both.
alter table plex.accounting_balance drop constraint accounting_balance_pkey;
drop index plex.accounting_balance_by_period;
alter table plex.accounting_balance add primary key (pcn, period, account_key);
