// The error table in German: what happened and what to do, for every code.
import type { ErrorCode } from '@repsys/core';

type Entry = { readonly meaning: string; readonly move: string };
const entry = (meaning: string, move: string): Entry => ({ meaning, move });

/** Meaning and move of every code, in German. */
export const germanErrors: Readonly<Record<ErrorCode, Entry>> = {
  REQUEST_INVALID: entry('Die Anforderung ist so nicht möglich.', 'Prüfen Sie Ihre Angaben.'),
  REQUEST_REPORT_UNKNOWN: entry('Kein Bericht trägt diesen Namen.', 'Wählen Sie einen der vorhandenen Berichte.'),
  REQUEST_COMPANY_UNKNOWN: entry(
    'Keine Gesellschaft hat diese Nummer.',
    'Wählen Sie eine der aufgeführten Gesellschaften.',
  ),
  REQUEST_PERIOD_UNAVAILABLE: entry(
    'Für eine der angeforderten Perioden hat die Gesellschaft keine Zahlen.',
    'Wählen Sie Perioden, die der Kalender der Gesellschaft enthält.',
  ),
  REQUEST_RUN_UNKNOWN: entry('Diesen Lauf gibt es nicht.', 'Prüfen Sie die Nummer des Laufs.'),
  REQUEST_NOT_ALLOWED: entry(
    'Dazu fehlt das Recht, allgemein oder für diese Gesellschaft.',
    'Wenden Sie sich an die Person, die die Zugriffsliste führt.',
  ),
  REQUEST_NOT_SIGNED_IN: entry(
    'Niemand ist angemeldet, oder die Anmeldung ist abgelaufen.',
    'Melden Sie sich erneut an; laden Sie in Teams den Tab neu.',
  ),
  REQUEST_CONSENT_NEEDED: entry(
    'Die Person oder ihre Organisation hat noch nicht zugestimmt, dass die App dies in Microsoft 365 darf.',
    'Stimmen Sie zu, wenn Sie gefragt werden; darf nur die Administration zustimmen, wenden Sie sich an sie.',
  ),
  REQUEST_TOO_MANY: entry(
    'Zu viel auf einmal für eine Person.',
    'Warten Sie einen Moment, oder brechen Sie einen Lauf ab.',
  ),
  REQUEST_ACTION_GONE: entry(
    'Die Schaltfläche wurde schon verwendet, ist abgelaufen oder war für jemand anderen bestimmt.',
    'Verwenden Sie die Schaltflächen der neuesten Karte, oder schreiben Sie den Befehl.',
  ),
  PLEX_UNREACHABLE: entry(
    'Der Webdienst von Plex hat länger nicht geantwortet, als ein Lauf auf ihn wartet (PLEX_OUTAGE_S).',
    'Prüfen Sie das Netz und die Adresse in PLEX_URL; der Lauf kann fortgesetzt werden.',
  ),
  PLEX_TIMEOUT: entry(
    'Plex hat wiederholt länger als PLEX_TIMEOUT_S keine Daten gesendet.',
    'Setzen Sie den Lauf später fort, fordern Sie kleinere Teile an (PLEX_SLICE_ACCOUNTS), oder erhöhen Sie PLEX_TIMEOUT_S.',
  ),
  PLEX_BUSY: entry(
    'Plex hat mit HTTP 429 oder 5xx geantwortet.',
    'Setzen Sie den Lauf fort, wenn Plex sich erholt hat.',
  ),
  PLEX_REJECTED: entry(
    'Plex hat das Konto oder die Anfrage abgelehnt (HTTP 4xx).',
    'Prüfen Sie Benutzer, Kennwort und die Berechtigung für diese Datenquelle.',
  ),
  PLEX_FAULT: entry(
    'Plex hat mit einem SOAP-Fehler oder Error=true geantwortet.',
    'Lesen Sie die Meldung von Plex; prüfen Sie Schlüssel und Eingaben der Datenquelle.',
  ),
  PLEX_INCOMPLETE: entry(
    'Die Antwort ist unvollständig: Sie wurde abgeschnitten, oder es fehlen Zeilen oder Konten.',
    'Setzen Sie den Lauf fort; kommt es wieder vor, fordern Sie kleinere Teile an (PLEX_SLICE_ACCOUNTS).',
  ),
  PLEX_UNEXPECTED_SHAPE: entry(
    'Die Antwort ist nicht, was die Datenquelle verspricht: kein XML, eine Spalte fehlt, oder ein Wert ist von anderer Art.',
    'Vergleichen Sie die Datenquelle in Plex mit docs/reports/trial-balance.md.',
  ),
  PLEX_TOO_LARGE: entry(
    'Die Antwort ist größer als PLEX_MAX_MB.',
    'Fordern Sie kleinere Teile an (PLEX_SLICE_ACCOUNTS, PLEX_SLICE_PERIODS), oder erhöhen Sie PLEX_MAX_MB.',
  ),
  WAREHOUSE_UNREACHABLE: entry(
    'PostgreSQL hat nicht geantwortet.',
    'Bringen Sie PostgreSQL zurück; Läufe gehen von selbst weiter.',
  ),
  WAREHOUSE_FULL: entry(
    'PostgreSQL hat keinen Speicherplatz mehr.',
    'Schaffen Sie Platz für PostgreSQL, und setzen Sie den Lauf fort: Fertige Schritte bleiben erhalten.',
  ),
  WAREHOUSE_FENCED: entry(
    'Ein anderer Runner hat diese Gesellschaft übernommen; von diesem wurde nichts geschrieben.',
    'Nichts: Der andere Runner beendet den Lauf.',
  ),
  LEDGER_OUT_OF_BALANCE: entry(
    'Soll und Haben stimmen im Hauptbuch nicht überein.',
    'Sehen Sie sich die Differenzen an, buchen Sie die Korrektur in Plex, und erstellen Sie den Bericht erneut.',
  ),
  LEDGER_CONTROL_TOTAL_DIFFERS: entry(
    'Unser kumulierter Saldo weicht vom Endsaldo in Plex ab.',
    'Abgeschlossene Monate sind bis zu 4 Stunden alt: Erstellen Sie den Bericht später erneut. Bleibt die Abweichung, hat sich ein alter Monat geändert: Fordern Sie die Perioden ab diesem Monat an.',
  ),
  LEDGER_CALENDAR_GAP: entry(
    'Im Buchungskalender fehlt eine benötigte Periode, oder die Bereiche schließen nicht aneinander an.',
    'Vervollständigen Sie die Perioden der Gesellschaft in Plex.',
  ),
  LEDGER_INCOMPLETE: entry(
    'Die Summen- und Saldenliste enthält nicht jedes Konto in jeder Periode.',
    'Sehen Sie sich die aufgeführten Konten an; stehen sie im Kontenplan, melden Sie es der Entwicklung.',
  ),
  WORKBOOK_TOO_LARGE: entry('Der Bericht passt nicht in eine Arbeitsmappe.', 'Fordern Sie weniger Perioden an.'),
  WORKBOOK_NOT_WRITTEN: entry(
    'Die Arbeitsmappe konnte nicht geschrieben werden.',
    'Schaffen Sie Speicherplatz, und setzen Sie den Lauf fort.',
  ),
  DELIVERY_FAILED: entry(
    'Die Arbeitsmappe konnte nicht übergeben werden.',
    'Sehen Sie sich den Beleg an, und senden Sie sie erneut.',
  ),
  DELIVERY_BUSY: entry('Teams bittet zu warten.', 'Nichts: Es wird von selbst erneut gesendet.'),
  DELIVERY_UNCERTAIN: entry(
    'Eine Nachricht wurde gesendet, und die Antwort ging verloren: Sie kann angekommen sein.',
    'Nichts: Eine Nachricht wird nicht zweimal gesendet. Die Datei kann von der Karte aus erneut angeboten werden.',
  ),
  DELIVERY_URL_EXPIRED: entry('Die Adresse zum Hochladen gilt nicht mehr.', 'Nichts: Die Datei wird erneut angeboten.'),
  DELIVERY_LIBRARY_FULL: entry(
    'In der Bibliothek (OneDrive oder SharePoint) ist kein Platz mehr.',
    'Schaffen Sie Platz in der Bibliothek, und senden Sie die Datei erneut.',
  ),
  DELIVERY_NOT_ALLOWED: entry(
    'Microsoft Graph hat das Hochladen abgelehnt.',
    'Erteilen Sie die genannte Berechtigung, und senden Sie die Datei erneut.',
  ),
  DELIVERY_TOO_LARGE: entry(
    'Die Arbeitsmappe ist größer, als ein Chat oder eine Bibliothek annimmt.',
    'Laden Sie sie herunter, oder fordern Sie weniger Perioden an.',
  ),
  DELIVERY_DECLINED: entry('Die Datei wurde abgelehnt.', 'Lassen Sie sie erneut anbieten, wenn Sie sie möchten.'),
  DELIVERY_NOT_TAKEN: entry(
    'Die Datei wurde angeboten und nicht rechtzeitig angenommen.',
    'Lassen Sie sie erneut anbieten, wenn Sie sie möchten.',
  ),
  DELIVERY_NO_RIGHT: entry(
    'Wer die Datei angefordert hat, darf die Gesellschaft nicht mehr sehen; daher wird sie nicht übergeben.',
    'Wenden Sie sich an die Person, die die Zugriffsliste führt; danach kann die Datei erneut angeboten werden.',
  ),
  DELIVERY_CHAT_GONE: entry(
    'Der Bot kann in diesen Chat nicht mehr schreiben.',
    'Fügen Sie die App dem Chat wieder hinzu, oder fordern Sie den Bericht in einem persönlichen Chat an.',
  ),
  CONFIG_INVALID: entry(
    'Einstellungen fehlen oder sind falsch.',
    'Berichtigen Sie die genannten Einstellungen, und starten Sie erneut.',
  ),
  RUN_CANCELLED: entry('Der Lauf wurde abgebrochen.', 'Fordern Sie den Bericht erneut an, wenn Sie ihn möchten.'),
  RUN_TIMED_OUT: entry(
    'Der Lauf hat länger als RUN_TIMEOUT_MIN gedauert.',
    'Setzen Sie ihn fort: Fertige Schritte bleiben erhalten.',
  ),
  RUN_MUTEX_LOST: entry(
    'Der Runner hat die Sperre der Gesellschaft verloren.',
    'Nichts: Der Lauf geht anderswo weiter.',
  ),
  RUN_POISONED: entry(
    'Der Lauf hat seinen Runner zweimal mitgerissen oder fünfmal PostgreSQL verloren und wird daher nicht mehr versucht.',
    'Sehen Sie sich die letzten Zeilen des Protokolls und die Speichergrenzen von Runner und PostgreSQL an; setzen Sie ihn dann fort.',
  ),
  UNEXPECTED: entry(
    'Es ist etwas geschehen, womit niemand gerechnet hat.',
    'Senden Sie der Entwicklung die Nummer des Laufs und das Protokoll.',
  ),
};
