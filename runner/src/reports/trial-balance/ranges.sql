select start_period, end_period, start_open_period, end_open_period
from plex.accounting_period_ranges
where pcn = :company
