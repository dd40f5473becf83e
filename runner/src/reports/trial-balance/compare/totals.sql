select count(*) filter (where our_current is not null and their_current is not null)::integer as rows,
       coalesce(
         array_agg(distinct period order by period) filter (
           where not exists (select from compared known where known.period = each.period and known.our_current is not null)
         ), '{}'
       ) as unknown
from compared each
