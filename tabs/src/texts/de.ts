// Alle Sätze des Tabs auf Deutsch: dieselben Schlüssel wie im englischen Katalog, sonst übersetzt der Compiler nicht.
import { counted } from './de-numbers.ts';
import type { Texts } from './texts.ts';

const n = (value: number, one: string, many: string): string => counted(value, one, many);

export const words: Texts['words'] = {
  verdict: { tied: 'Abgestimmt', warnings: 'Abgestimmt, mit Hinweisen', 'not-tied': 'Nicht abgestimmt' },
  status: {
    queued: 'Wartet',
    running: 'Läuft',
    succeeded: 'Fertig',
    failed: 'Fehlgeschlagen',
    cancelled: 'Abgebrochen',
  },
  step: {
    pending: 'noch nicht begonnen',
    running: 'läuft',
    done: 'fertig',
    skipped: 'aus einem früheren Lauf übernommen',
    failed: 'fehlgeschlagen',
  },
  whose: {
    requester: 'Sie sind am Zug',
    operator: 'Der Betrieb ist am Zug',
    accountant: 'Die Buchhaltung ist am Zug',
    developer: 'Die Entwicklung ist am Zug',
  },
};

export const appStrings: Texts['appStrings'] = {
  title: 'Berichte',
  pages: { request: 'Anfordern', queue: 'Warteschlange', archive: 'Archiv' },
  pagesLabel: 'Seiten',
  starting: 'Der Tab wird geöffnet …',
  outside: 'Sie sind außerhalb von Microsoft Teams.',
  development: (person) => `Zur Entwicklung angemeldet als ${person}.`,
  person: 'Anmelden als',
  change: 'Ändern',
  signIn: 'Anmelden',
  outsideTitle: 'Öffnen Sie diese Seite in Microsoft Teams',
  outsideText:
    'Angemeldet werden Sie durch Teams. Diese Seite wurde außerhalb geöffnet, daher ist nicht bekannt, wer Sie sind.',
  waitingTitle: 'Teams hat noch nicht geantwortet',
  waitingText:
    'Diese Seite macht von selbst weiter, sobald Teams antwortet. Dauert das lange, schließen Sie sie und öffnen Sie sie erneut.',
  setUpTitle: 'Die Anmeldung ist nicht eingerichtet',
  consentTitle: 'Eine Zustimmung fehlt',
  consentText:
    'Ihre Organisation hat noch nicht zugestimmt, dass dieser Tab wissen darf, wer Sie sind. Möglicherweise werden Sie um Zustimmung gebeten.',
  consentAgain: 'Zustimmen und weiter',
  consentEnd: 'Sie können dieses Fenster schließen.',
  consentRefused:
    'Die Zustimmung wurde nicht erteilt. Wenden Sie sich an Ihre Administration und versuchen Sie es dann erneut.',
  refusedTitle: 'Sie können diesen Tab nicht verwenden',
  noCompanies:
    'Sie sind angemeldet, aber für Sie ist keine Gesellschaft freigegeben. Wenden Sie sich an die Person, die die Zugriffsliste führt.',
  failedTitle: 'Der Tab konnte nicht geöffnet werden',
  again: 'Erneut versuchen',
  move: (move) => ` ${move}`,
  offline:
    'Der Server antwortet nicht. Was Sie sehen, ist möglicherweise veraltet; es wird von selbst erneut versucht.',
  stale:
    'Die laufende Aktualisierung ist unterbrochen: Ob dies der neueste Stand ist, weiß gerade niemand. Es wird von selbst erneut versucht.',
  staleSince: (at) => `Der Stand ist von ${at}.`,
  live: 'Live',
  signInAgain: 'Ihre Anmeldung ist abgelaufen und konnte nicht erneuert werden. Laden Sie den Tab neu.',
  problem: 'Das hat nicht funktioniert',
  loading: 'Wird geladen …',
  close: 'Schließen',
  back: 'Zurück zur Liste',
  dismiss: 'Ausblenden',
  clear: 'Leeren',
};

export const failureStrings: Texts['failureStrings'] = {
  offline: 'Der Server antwortet nicht. Prüfen Sie Ihre Verbindung; es wird von selbst erneut versucht.',
  sending: 'Der Server antwortet nicht. Dies wird von selbst erneut gesendet, als ein und dieselbe Anfrage.',
  notSent: (button) => `Nicht gesendet: Der Server antwortet nicht. Drücken Sie erneut auf „${button}“.`,
  notDone: 'Nicht ausgeführt: Der Server antwortet nicht. Drücken Sie die Schaltfläche erneut.',
  noToken: (reason) => `Teams konnte Sie gerade nicht anmelden (${reason}); es wird von selbst erneut versucht.`,
  notSetUp: (reason) =>
    `Ein neuer Versuch hilft nicht. Zeigen Sie dies Ihrer Administration: „${reason}“. Im App-Paket muss webApplicationInfo diese Adresse und die App-Registrierung nennen; in der Registrierung muss es den Bereich access_as_user geben und Teams dafür autorisiert sein.`,
  unexpected: 'Der Server hat etwas geantwortet, das diese Seite nicht versteht. Laden Sie den Tab neu.',
  signIn: 'Sie sind nicht mehr angemeldet. Laden Sie den Tab neu.',
};

export const requestStrings: Texts['requestStrings'] = {
  title: 'Bericht anfordern',
  report: 'Bericht',
  choose: 'Bitte auswählen',
  from: 'Erste Periode',
  to: 'Letzte Periode',
  presets: 'Schnellauswahl',
  lastClosed: (period) => `Zuletzt abgeschlossen, ${period}`,
  yearToDate: (from, to) => `Jahr bisher, ${from} bis ${to}`,
  lastYear: (year) => `Jahr ${year}`,
  open: 'offen',
  closed: 'abgeschlossen',
  thirteenth: '13. Periode',
  year: (year) => `${year}`,
  openInRange: (open) =>
    open === 0
      ? 'Alle diese Perioden sind abgeschlossen.'
      : `${n(open, 'offene Periode', 'offene Perioden')}: Die Zahlen können sich nach dem Lauf noch ändern.`,
  noCalendar:
    'Der Kalender ist vor dem ersten Lauf einer Gesellschaft nicht bekannt. Schreiben Sie Jahr und Monat, z. B. 2024-03.',
  flagHint: 'Ohne dies endet ein Lauf, dessen Zahlen nicht abgestimmt sind, ohne Datei.',
  chat: 'Die Datei auch in meinen Chat mit dem Bot senden',
  chatHint: 'Die Datei liegt immer auch im Archiv.',
  missing: {
    report: 'Wählen Sie einen Bericht.',
    company: 'Wählen Sie eine Gesellschaft.',
    period: 'Wählen Sie eine Periode.',
  },
  wrongPeriod: (text) => `„${text}“ ist keine Periode. Schreiben Sie Jahr und Monat, z. B. 2024-03.`,
  order: 'Die letzte Periode liegt vor der ersten.',
  usually: (expected) => `Dauert gewöhnlich ${expected}.`,
  never: 'Das ist noch nie gelaufen, daher ist die Dauer nicht bekannt.',
  ahead: (ahead) =>
    ahead === 0
      ? 'Der Lauf beginnt, sobald ein Runner frei ist.'
      : `${n(ahead, 'Lauf', 'Läufe')} dieser Gesellschaft ${ahead === 1 ? 'kommt' : 'kommen'} zuerst.`,
  joinTitle: 'Das wird gerade schon erstellt',
  join: (who, run) =>
    `${who} hat dasselbe angefordert. Schließen Sie sich Lauf ${run} an, dann erhalten Sie die Datei ebenfalls.`,
  mine: (run) => `Das haben Sie bereits angefordert: Lauf ${run}.`,
  openRun: (run) => `Lauf ${run} anzeigen`,
  submit: 'Erstellen',
  submitJoin: 'Dem Lauf anschließen',
  submitting: 'Wird angefordert …',
  nobodyAsks: 'Sie dürfen Berichte ansehen, aber nicht anfordern. Warteschlange und Archiv stehen Ihnen offen.',
  noReports: 'Es wurde noch kein Bericht veröffentlicht',
  noReportsText: 'Berichte erscheinen, sobald ein Runner gestartet ist.',
  accepted: (run) => `Angenommen als Lauf ${run}.`,
  joined: (run) => `Sie haben sich Lauf ${run} angeschlossen.`,
};

export const queueStrings: Texts['queueStrings'] = {
  title: 'Warteschlange',
  empty: 'Die Warteschlange ist leer',
  emptyText: 'Kein Bericht wartet oder läuft.',
  wasEmpty: 'Als zuletzt nachgesehen wurde, wartete nichts',
  wasEmptyText: 'Änderungen kommen gerade nicht von selbst; alle paar Sekunden wird wieder nachgesehen.',
  ask: 'Bericht anfordern',
  caption: (running, waiting, listed) =>
    `${n(running, 'Lauf', 'Läufe')} in Arbeit, ${waiting} wartend.${listed < running + waiting ? ` Die ersten ${listed} sind aufgeführt.` : ''}`,
  columns: {
    run: 'Bericht',
    company: 'Gesellschaft',
    who: 'Angefordert von',
    asked: 'Angefordert',
    status: 'Status',
    expected: 'Dauer',
    actions: 'Aktionen',
  },
  place: (ahead) => (ahead === 0 ? 'Nächster der Gesellschaft' : `${n(ahead, 'Lauf', 'Läufe')} zuvor`),
  step: (number, of, title) => `Schritt ${number} von ${of}: ${title}`,
  phases: { checks: 'Die Zahlen werden geprüft', workbook: 'Die Arbeitsmappe wird geschrieben' },
  away: (since, next) => `Plex antwortet seit ${since} nicht. Der Lauf wartet und fragt um ${next} erneut.`,
  holder: (run, stepTitle) => `Wartet auf Lauf ${run}${stepTitle === null ? '' : `, der bei „${stepTitle}“ ist`}.`,
  running: (elapsed) => `bisher ${elapsed}`,
  usually: (expected) => `gewöhnlich ${expected}`,
  told: (run, status) => `Lauf ${run}: ${status}.`,
};

export const archiveStrings: Texts['archiveStrings'] = {
  title: 'Archiv',
  filters: 'Filter',
  filtersOn: (on) => (on === 0 ? 'Filter' : `Filter (${on})`),
  report: 'Bericht',
  company: 'Gesellschaft',
  who: 'Angefordert von',
  whoHint: 'Teil eines Namens',
  result: 'Ergebnis',
  from: 'Perioden von',
  to: 'Perioden bis',
  periodHint: '2024-01',
  since: 'Angefordert ab',
  until: 'Angefordert bis',
  mine: 'Nur meine',
  any: 'Alle',
  clear: 'Filter zurücksetzen',
  more: 'Weitere Filter',
  results: {
    tied: 'Abgestimmt',
    warnings: 'Abgestimmt, mit Hinweisen',
    'not-tied': 'Nicht abgestimmt',
    failed: 'Fehlgeschlagen',
    cancelled: 'Abgebrochen',
  },
  total: (total) => n(total, 'Lauf', 'Läufe'),
  columns: {
    id: 'Lauf',
    report: 'Bericht',
    company: 'Gesellschaft',
    from: 'Perioden',
    requester: 'Angefordert von',
    status: 'Ergebnis',
    finished: 'Beendet',
    took: 'Dauer',
  },
  run: (run) => `Lauf ${run}`,
  tableLabel: 'Beendete Läufe',
  empty: 'Noch kein beendeter Lauf',
  emptyText: 'Was erstellt wurde, bleibt hier mit Prüfungen, Datei und Zustellungen.',
  nothing: 'Kein Lauf passt zu diesen Filtern',
  trend: 'Entwicklung',
  runs: 'Läufe',
  views: 'Läufe oder Entwicklung',
};

export const trendStrings: Texts['trendStrings'] = {
  title: (company) => `Bewegung je Kategorie, ${company}`,
  range: 'Gezeigte Perioden',
  ranges: { 13: 'Letzte 13 Perioden', 25: 'Letzte 25 Perioden', all: 'Alle Perioden' },
  shown: 'Gezeigte Kategorien',
  asOf: (at) => `Zahlenstand ${at}.`,
  empty: 'Zu dieser Gesellschaft gibt es noch keine Zahlen',
  emptyText: 'Sie kommen mit dem ersten Lauf.',
  table: 'Als Tabelle zeigen',
  chart: 'Als Diagramm zeigen',
  period: 'Periode',
  described: (categories, from, to) =>
    `Linien für ${categories} Kategorien von ${from} bis ${to}. Dieselben Zahlen stehen in der Tabelle.`,
  point: (category, period, value) => `${category} ${period}: ${value}`,
};

export const configStrings: Texts['configStrings'] = {
  title: 'Berichte zu dieser Unterhaltung hinzufügen',
  label: 'Der Tab öffnet sich bei',
  pages: {
    request: 'Anfordern: einen Bericht anfordern',
    queue: 'Warteschlange: was läuft und was wartet',
    archive: 'Archiv: was war, mit Dateien und Entwicklung',
  },
  names: { request: 'Berichte', queue: 'Berichte: Warteschlange', archive: 'Berichte: Archiv' },
  rights: 'Alle sehen hier nur die Gesellschaften, die für sie freigegeben sind.',
  elsewhereTitle: 'Hier gibt es nichts einzurichten',
  elsewhereText: 'Teams öffnet diese Seite, wenn Berichte zu einem Kanal oder Chat hinzugefügt werden.',
};
