// Die Sätze zu einem Lauf auf Deutsch: Angaben, Schritte, Prüfungen, Zustellungen und Änderungen.
import { count, counted } from './de-numbers.ts';
import type { Texts } from './texts.ts';

export const runStrings: Texts['runStrings'] = {
  title: (report, periods) => `${report} ${periods}`,
  count: (run, attempt) => `${run}${attempt > 1 ? `, Versuch ${attempt}` : ''}`,
  number: (run, attempt) => `Lauf ${run}${attempt > 1 ? `, Versuch ${attempt}` : ''}`,
  openRun: (title, run) => `${title}, Lauf ${run}`,
  loading: (run) => `Lauf ${run} wird geladen …`,
  facts: {
    run: 'Lauf',
    company: 'Gesellschaft',
    who: 'Angefordert von',
    asked: 'Angefordert',
    took: 'Dauer',
    expected: 'Erwartet',
    read: 'Zahlen gelesen',
    file: 'Datei',
    fingerprint: 'Prüfsumme',
    kept: 'Aufbewahrt bis',
    attemptOf: 'Versuch nach',
  },
  keptForever: 'wird nur von Hand gelöscht',
  usually: (expected) => `gewöhnlich ${expected}`,
  sha: (hash) => `SHA-256 ${hash} …`,
  attemptOf: (run) => `Lauf ${run}`,
  actions: {
    cancel: 'Abbrechen',
    resume: 'Fortsetzen',
    again: 'Erneut erstellen',
    download: 'Herunterladen',
    send: 'In meinen Chat senden',
    save: 'In mein OneDrive speichern',
    compare: 'Mit vorigem Lauf vergleichen',
    delete: 'Löschen',
  },
  actionOn: (action, run) => `${action}, Lauf ${run}`,
  done: {
    cancel: 'Der Lauf wird angehalten.',
    resume: (run) => `Fortgesetzt als Lauf ${run}.`,
    again: (run) => `Erneut angefordert als Lauf ${run}.`,
    send: 'Die Datei ist auf dem Weg in Ihren Chat mit dem Bot.',
    save: (name) => `${name} wurde in Ihrem OneDrive gespeichert.`,
    delete: 'Der Lauf und seine Datei wurden gelöscht.',
    download: (name) => `Der Download von ${name} hat begonnen.`,
  },
  noDownload: {
    ways: 'Teams kann auf diesem Gerät keine Datei herunterladen. Lassen Sie sie in Ihr OneDrive legen oder in Ihren Chat senden.',
    chat: 'Teams kann auf diesem Gerät keine Datei herunterladen. Lassen Sie sie in Ihren Chat senden.',
    none: 'Teams kann auf diesem Gerät keine Datei herunterladen. Öffnen Sie den Tab an einem Computer.',
  },
  stopping: (who) => `${who} hat gebeten, diesen Lauf anzuhalten.`,
  failed: (stepTitle) => (stepTitle === undefined ? 'Der Lauf wurde angehalten' : `Angehalten bei „${stepTitle}“`),
  move: (who) => `${who}: `,
  technical: 'Technische Angaben',
  waits: 'Der Lauf wartet, bis er an der Reihe ist: je Gesellschaft einer zur Zeit.',
  steps: 'Schritte',
  rows: (rows) => counted(rows, 'Zeile', 'Zeilen'),
  stepUsually: (expected) => `gewöhnlich ${expected}`,
  longer: 'länger als gewöhnlich',
  sources: {
    title: 'Quellen',
    columns: { source: 'Quelle', rows: 'Zeilen', read: 'Gelesen', age: 'Alter am Ende' },
    kept: 'aus einem früheren Lauf übernommen',
  },
  checks: 'Prüfungen',
  check: {
    passed: 'bestanden',
    blocking: 'nicht bestanden',
    warning: 'Warnung',
    info: 'Hinweis',
    quiet: 'kein Hinweis',
  },
  proof: ({ passed, total, notes }) => {
    if (total === 0) return 'Dieser Bericht hat keine Prüfungen.';
    const checks = counted(total, 'Prüfung', 'Prüfungen');
    const proved = passed === total ? `Alle ${checks} bestanden` : `${passed} von ${checks} bestanden`;
    return notes === 0 ? `${proved}.` : `${proved}, ${counted(notes, 'Hinweis', 'Hinweise')}.`;
  },
  differences: (title) => `Differenzen: ${title}`,
  differencesShown: (shown, kept, found) =>
    `${shown === found ? counted(found, 'Differenz', 'Differenzen') : `${count(shown)} von ${counted(found, 'Differenz', 'Differenzen')} gezeigt`}${
      kept < found ? `; die ${count(kept)} größten sind aufbewahrt` : ''
    }`,
  showMore: 'Mehr zeigen',
  saveCsv: (rows) => `Alle ${rows} als CSV herunterladen`,
  differenceColumns: {
    account: 'Konto',
    name: 'Bezeichnung',
    period: 'Periode',
    ours: 'Bericht',
    theirs: 'Vergleich',
    difference: 'Differenz',
    note: 'Bemerkung',
  },
  account: 'Konto',
  period: 'Periode',
  deliveries: 'Zustellungen',
  noDeliveries: 'Es wurde noch nichts zugestellt.',
  delivery: {
    due: 'wartet',
    sent: 'unterwegs',
    confirmed: 'angekommen',
    failed: 'fehlgeschlagen, wird von selbst erneut versucht',
    'given-up': 'aufgegeben',
  },
  to: (channel, who) => `${channel} · ${who}`,
  channels: { download: 'Download', folder: 'Ordner', onedrive: 'OneDrive', chat: 'Chat', teams: 'Chat' },
  attempts: (attempts) => counted(attempts, 'Versuch', 'Versuche'),
  sendAgain: 'Erneut senden',
  sendAgainTo: (who) => `Erneut senden an ${who}`,
  openFile: 'Datei öffnen',
  saveConsent: {
    title: 'Ihre Zustimmung fehlt',
    ask: 'Zustimmen und speichern',
    refused:
      'Sie haben nicht zugestimmt, daher wurde nichts gespeichert. Sie können jederzeit zustimmen oder die Datei herunterladen.',
  },
  changes: 'Änderungen seit dem vorigen Lauf',
  comparedWith: 'Verglichen mit',
  earlierRun: (run, periods, at, kept) =>
    `Lauf ${run}: ${periods}${at === '' ? '' : `, ${at}`}${kept ? '' : ' (zu alt)'}`,
  noEarlier: 'Es gibt keinen früheren Lauf, der diese Perioden geliefert hat.',
  tooOld: (run) =>
    `Dieser Lauf kann mit Lauf ${run} nicht mehr verglichen werden: Die Zahlen einer Lieferung werden nur für einige neuere Läufe der Gesellschaft aufbewahrt, und die eines der beiden sind nicht mehr da. Was sich bei der Erstellung geändert hatte, steht bei den Prüfungen.`,
  noChanges: (run, periods) => `In ${periods} hat sich seit Lauf ${run} nichts geändert.`,
  changed: (found, run, shown, periods) =>
    `${counted(found, 'Änderung', 'Änderungen')} in ${periods} seit Lauf ${run}${shown < found ? `; die ersten ${count(shown)} sind gezeigt` : ''}.`,
  movement: 'Bewegung',
  balance: 'Saldo',
  before: 'vorher',
  now: 'jetzt',
  deleteTitle: (run) => `Lauf ${run} löschen?`,
  deleteText:
    'Der Lauf und seine Datei verschwinden für alle, die ihn angefordert haben. Das kann nicht rückgängig gemacht werden.',
  keep: 'Behalten',
};
