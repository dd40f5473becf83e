-- Forgets what ended tokens told; what somebody writes just now is left to the next one who forgets.
delete from record.membership
where person in (
  select person from record.membership where expires_at <= clock_timestamp() order by person for update skip locked
)
