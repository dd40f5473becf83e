select period::text, reason
from plex.odd_period
where pcn = :company and period between :first and :last
order by period
limit 1
