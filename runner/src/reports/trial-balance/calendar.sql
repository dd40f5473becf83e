select period, period_display as display, to_char(begin_date, 'YYYY-MM-DD') as begin, to_char(end_date, 'YYYY-MM-DD') as "end",
       period_status = 1 as open, nullif(fiscal_order, 0) as "fiscalOrder"
from plex.accounting_period
where pcn = :company and ordinal = 1
order by period
