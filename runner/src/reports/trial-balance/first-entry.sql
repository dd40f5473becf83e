select min(start_period) as period
from plex.accounting_account
where pcn = :company and start_period > 0
