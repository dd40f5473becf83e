-- Rows of the calendar that are no periods are kept aside, with what is wrong with them.
insert into plex.odd_period (pcn, period, reason)
select :company, odd.period, odd.reason
from unnest(:periods::bigint[], :reasons::text[]) odd (period, reason)
on conflict (pcn, period) do update set reason = excluded.reason
