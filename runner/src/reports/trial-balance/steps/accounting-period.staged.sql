select period::text, to_char(begin_date, 'YYYY-MM-DD') as begin, to_char(end_date, 'YYYY-MM-DD') as "end"
from staged
order by period
