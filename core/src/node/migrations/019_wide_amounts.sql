-- Room for the gross turnover of many years, and for large amounts of small currencies. Same scale, so no row is written anew;
-- only the arrays of what was delivered are. Their view stands aside meanwhile, as it names them.
alter table plex.accounting_balance
  alter debit type numeric(38, 5), alter credit type numeric(38, 5), alter balance type numeric(38, 5);
alter table plex.account_activity_summary
  alter beginning_balance type numeric(38, 5), alter debit type numeric(38, 5), alter credit type numeric(38, 5),
  alter balance type numeric(38, 5), alter ending_balance type numeric(38, 5);
alter table plex.account_period_balance
  alter debit type numeric(38, 5), alter ytd_debit type numeric(38, 5), alter credit type numeric(38, 5),
  alter ytd_credit type numeric(38, 5), alter balance type numeric(38, 5), alter ytd_balance type numeric(38, 5);

create or replace view plex.delivered_balance as
select run, period, accounts[1] as account_no, 0::numeric as balance, 0::numeric as ytd_balance
from plex.delivered_period;
alter table plex.delivered_period
  alter balances type numeric(38, 5)[], alter ytd_balances type numeric(38, 5)[];
create or replace view plex.delivered_balance as
select run, period, account_no, balance, ytd_balance
from plex.delivered_period
cross join unnest(accounts, balances, ytd_balances) as kept (account_no, balance, ytd_balance);
