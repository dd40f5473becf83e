-- Amounts that differ by more than a cent (rule 37), one line each.
select period, account, amount.name as amount, amount.ours::text, amount.theirs::text, (count(*) over ())::integer as found
from compared
cross join lateral (
  values ('current', our_current, their_current), ('ytd', our_ytd, their_ytd)
) amount (name, ours, theirs)
where abs(amount.ours - amount.theirs) > :tolerance
order by right(period, 4), period, account, amount.name
limit :most
