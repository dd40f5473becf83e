update plex.accounting_period period
set fiscal_year = named.year
from unnest(:periods::integer[], :years::integer[]) named (period, year)
where period.pcn = :company and period.ordinal = 1 and period.period = named.period
