-- Cells with more digits than Excel keeps, 15, zeros at the end not counted.
select balance.account_no as account, balance.period, cell.amount::text as ours, cell.name as note, count(*) over () as found
from plex.account_period_balance balance
cross join lateral (
  values ('Current Debit/(Credit)', round(balance.balance, 2)), ('YTD Debit/(Credit)', round(balance.ytd_balance, 2)),
         ('Debit', round(balance.debit, 2)), ('Credit', round(balance.credit, 2)),
         ('YTD Debit', round(balance.ytd_debit, 2)), ('YTD Credit', round(balance.ytd_credit, 2))
) as cell (name, amount)
where balance.pcn = :company and balance.period between :from and :to
  and greatest(abs(balance.debit), abs(balance.credit), abs(balance.ytd_debit), abs(balance.ytd_credit),
               abs(balance.balance), abs(balance.ytd_balance)) >= 10000000000000
  and length(replace(rtrim(trim_scale(abs(cell.amount))::text, '0'), '.', '')) > 15
order by balance.period, balance.account_no
limit :most
