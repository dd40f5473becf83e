-- Accounts with rows on one side only (rule 38): "theirs" are in Plex's file and not in ours, "ours" the other way round.
select account, count(*)::integer as periods, (count(*) over ())::integer as found
from compared
where case :side when 'theirs' then our_current is null else their_current is null end
group by account
order by account
limit :most
