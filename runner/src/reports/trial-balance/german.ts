// The trial balance in German: its titles, and what its checks say.
export const german: Readonly<Record<string, string>> = {
  'Trial balance': 'Summen- und Saldenliste',
  Company: 'Gesellschaft',
  Periods: 'Perioden',
  'Deliver even if not tied': 'Auch liefern, wenn nicht abgestimmt',
  'Categories of the year': 'Kategorien des Jahres',
  'Chart of accounts': 'Kontenplan',
  'Accounting calendar': 'Buchungskalender',
  'Closed and open periods': 'Abgeschlossene und offene Perioden',
  'Movements of closed periods': 'Bewegungen abgeschlossener Perioden',
  'Open periods, live': 'Offene Perioden, live',
  'Balances of closed periods': 'Salden abgeschlossener Perioden',
  'Balances of open periods': 'Salden offener Perioden',
  Proof: 'Prüfung',
  Workbook: 'Arbeitsmappe',
  Debit: 'Soll',
  Credit: 'Haben',
  Accounts: 'Konten',
  'Difference = result of the year to %, carried to retained earnings':
    'Differenz = Ergebnis des Geschäftsjahres bis %, vorgetragen in die Gewinnrücklagen',
  'Movements of each period sum to zero': 'Die Bewegungen jeder Periode ergeben null',
  "Every period's movements sum to zero; in a year's first to last year's profit or loss, carried to retained earnings.":
    'Die Bewegungen jeder Periode ergeben null, in der ersten eines Jahres das Vorjahresergebnis, das in die Gewinnrücklagen vorgetragen wird.',
  "In % the movements sum neither to zero nor to last year's result. If an entry came after the year was closed, close the year again.":
    'In % ergeben die Bewegungen weder null noch das Vorjahresergebnis. Kam eine Buchung nach dem Jahresabschluss, schließen Sie das Jahr erneut ab.',
  'The balances of all accounts sum to zero, but for the results of the years that are not closed.':
    'Die Salden aller Konten ergeben null, bis auf die Ergebnisse der nicht abgeschlossenen Jahre.',
  'The balances do not sum to what they must in %.': 'In % ergeben die Salden nicht, was sie müssen.',
  'Debits and credits differ in %.': 'Soll und Haben weichen in % voneinander ab.',
  'Year-to-date balances of each period sum to zero': 'Die kumulierten Salden jeder Periode ergeben null',
  'The balances of all accounts sum to zero in every period.': 'Die Salden aller Konten ergeben in jeder Periode null.',
  'Past years are closed': 'Vergangene Jahre sind abgeschlossen',
  'Every past year has its closing entry.': 'Jedes vergangene Jahr hat seine Abschlussbuchung.',
  'Year close not posted as of %: until it is, the balances sum to minus the profit or loss of the past year.':
    'Jahresabschluss zum Stand % nicht gebucht: Bis dahin ergeben die Salden das negative Ergebnis des vergangenen Jahres.',
  'Each balance is the one before plus the movement': 'Jeder Saldo ist der vorige plus die Bewegung',
  'Every year-to-date amount is its anchor plus its movements; revenue and expense open the year at zero.':
    'Jeder kumulierte Betrag ist sein Anfangsbestand plus die Bewegungen; Erträge und Aufwendungen beginnen das Jahr bei null.',
  '% year-to-date amounts are not the one before plus the movement.':
    '% kumulierte Beträge sind nicht der vorige plus die Bewegung.',
  'Each movement is the one that Plex gave': 'Jede Bewegung ist die von Plex',
  'Every debit and credit that Plex gave is in the report, once.':
    'Jedes Soll und Haben aus Plex steht genau einmal im Bericht.',
  '% movements are not those that Plex gave.': '% Bewegungen sind nicht die von Plex.',
  "Open periods end where Plex's own balance ends": 'Offene Perioden enden mit dem Endsaldo von Plex',
  "In the open periods every account's balance equals Plex's own ending balance; where Plex rounds it to cents, up to %.":
    'In den offenen Perioden stimmt der Saldo jedes Kontos mit dem Endsaldo von Plex überein; wo Plex auf Cent rundet, bis auf %.',
  'No balance differs by a rounded cent from the one that Plex gives.':
    'Kein Saldo weicht um einen gerundeten Cent von dem ab, den Plex angibt.',
  "% balances differ from Plex's own ending balance, or Plex's beginning plus movement does.":
    '% Salden weichen vom Endsaldo in Plex ab, oder dessen Anfangssaldo plus Bewegung.',
  'Balances that Plex rounds to cents': 'Salden, die Plex auf Cent rundet',
  '% balances differ from those that Plex rounds to cents, each by % at most.':
    '% Salden weichen von denen ab, die Plex auf Cent rundet, jeder um höchstens %.',
  "% balances differ from Plex's own ending balance.": '% Salden weichen vom Endsaldo in Plex ab.',
  'Every account in every period': 'Jedes Konto in jeder Periode',
  'Every account of the chart has a row in every period.':
    'Jedes Konto des Kontenplans hat in jeder Periode eine Zeile.',
  '% rows are missing: accounts × periods is not complete.':
    '% Zeilen fehlen: Konten × Perioden ist nicht vollständig.',
  'No account with a balance was lost': 'Kein Konto mit Saldo ging verloren',
  'Every account with a balance before the report is in it.':
    'Jedes Konto mit einem Saldo vor dem Bericht ist darin enthalten.',
  '% accounts with a balance are missing.': '% Konten mit Saldo fehlen.',
  "Categories are those of each year's own record": 'Die Kategorien sind die des jeweiligen Jahres',
  'Every account that existed has a category for every year.':
    'Jedes bestehende Konto hat für jedes Jahr eine Kategorie.',
  '% account years have no recorded category; the nearest later one was taken.':
    'Für % Kontojahre ist keine Kategorie erfasst; die nächste spätere wurde verwendet.',
  'All accounts are in the chart of accounts': 'Alle Konten stehen im Kontenplan',
  'Every account with entries is in the chart of accounts.': 'Jedes Konto mit Buchungen steht im Kontenplan.',
  '% accounts have balances and are not in the chart of accounts; they are kept.':
    '% Konten haben Salden und stehen nicht im Kontenplan; sie bleiben im Bericht.',
  'Cells that Excel shows exactly': 'Zellen, die Excel genau zeigt',
  'No cell has more than the % digits that Excel keeps.': 'Keine Zelle hat mehr als die % Stellen, die Excel behält.',
  '% cells have more than the % digits that Excel keeps: it shows them rounded, and their text stands beside them, exactly.':
    '% Zellen haben mehr als die % Stellen, die Excel behält: Es zeigt sie gerundet, und daneben steht ihr genauer Text.',
  'Rounding to cents': 'Rundung auf Cent',
  'The cells, rounded to cents, sum to the exact sums.': 'Die auf Cent gerundeten Zellen ergeben die genauen Summen.',
  'In % periods the cells, rounded to cents, sum to something else than the exact sum does.':
    'In % Perioden ergeben die auf Cent gerundeten Zellen etwas anderes als die genaue Summe.',
  'Closed and open periods join': 'Abgeschlossene und offene Perioden schließen aneinander an',
  'Closed % to % from the reporting replica (up to % h old), open % to % live.':
    'Abgeschlossen % bis % aus der Berichtskopie (bis zu % h alt), offen % bis % live.',
  'Years before this system kept categories': 'Jahre, bevor dieses System Kategorien führte',
  'Categories were recorded in every year of the report.': 'In jedem Jahr des Berichts sind Kategorien erfasst.',
  'No categories were recorded in %; the oldest known ones stand in.':
    'In % wurden keine Kategorien erfasst; die ältesten bekannten vertreten sie.',
  'kept from run %, % min old: its inputs have not changed':
    'aus Lauf % übernommen, % min alt: die Eingaben sind unverändert',
  'closed %, open %': 'abgeschlossen %, offen %',
  'year close not posted': 'Jahresabschluss nicht gebucht',
  "theirs is last year's result": 'Vergleich ist das Vorjahresergebnis',
  debit: 'Soll',
  credit: 'Haben',
  '%: % accounts': '%: % Konten',
  'Changed since the last report': 'Geändert seit dem letzten Bericht',
  'This is the first report of these periods.': 'Dies ist der erste Bericht für diese Perioden.',
  'Nothing has changed since run %.': 'Seit Lauf % hat sich nichts geändert.',
  'Since run %: % movements and % balances changed.': 'Seit Lauf %: % Bewegungen und % Salden haben sich geändert.',
};
