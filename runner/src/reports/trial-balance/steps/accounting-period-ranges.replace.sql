insert into plex.accounting_period_ranges (pcn, start_period, end_period, start_open_period, end_open_period)
values (:company, :start, :end, :start_open, :end_open)
on conflict (pcn) do update
  set start_period = excluded.start_period, end_period = excluded.end_period,
      start_open_period = excluded.start_open_period, end_open_period = excluded.end_open_period
