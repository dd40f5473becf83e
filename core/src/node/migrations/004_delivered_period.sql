-- What a run delivered is only ever written, read and forgotten as a whole: arrays per period are written several times as fast
-- as a row for every account with its place in an index. Amounts barely shrink, so they are stored as they are.
create table plex.delivered_period (
  run integer not null,
  period integer not null,
  accounts text[] collate "C" not null,
  balances numeric(19, 5)[] not null,
  ytd_balances numeric(19, 5)[] not null,
  primary key (run, period)
);
alter table plex.delivered_period
  alter accounts set storage external, alter balances set storage external, alter ytd_balances set storage external;

insert into plex.delivered_period
select run, period, array_agg(account_no), array_agg(balance), array_agg(ytd_balance)
from plex.delivered_balance
group by run, period;
drop table plex.delivered_balance;

-- The same, account by account; balances that are all zero are not kept.
create view plex.delivered_balance as
select run, period, account_no, balance, ytd_balance
from plex.delivered_period
cross join unnest(accounts, balances, ytd_balances) as kept (account_no, balance, ytd_balance);
