-- Nothing is stored: all rows are written.
order by rolled.period, rolled.account_no
