insert into plex.accounting_period (
  pcn, period_key, ordinal, period, period_display, fiscal_order, quarter_group, begin_date, end_date, period_status, add_date, update_date
)
select pcn, period_key, 1, period, period_display, coalesce(fiscal_order, 0), coalesce(quarter_group, 0), begin_date, end_date,
       period_status, add_date, update_date
from staged
where period not in (select period from plex.odd_period where pcn = :company)
returning 1
