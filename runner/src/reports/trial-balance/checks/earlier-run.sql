select max(id) as id
from record.run
where report = 'trial-balance' and company = :company and status = 'succeeded' and id < :run
  and (parameters ->> 'from')::integer = :from and (parameters ->> 'to')::integer = :to
