select period
from staged
where period not between :first and :last
limit 1
