// Every failure of the product: one class, one table. docs/errors.md is written from the table and a test keeps them equal.

export type Audience = 'requester' | 'operator' | 'accountant' | 'developer';

type ErrorEntry = {
  readonly retryable: boolean;
  readonly audience: Audience;
  readonly meaning: string;
  readonly move: string;
};

const entry = (audience: Audience, meaning: string, move: string, retryable = false): ErrorEntry => ({
  audience,
  meaning,
  move,
  retryable,
});

/** The error table: code → who must act, what happened, what to do, and whether the same try may succeed later. */
export const errorTable = {
  REQUEST_INVALID: entry('requester', 'The request cannot be understood.', 'Correct the request as the message says.'),
  REQUEST_REPORT_UNKNOWN: entry(
    'requester',
    'No report has this name.',
    'Choose one of the reports the message lists.',
  ),
  REQUEST_COMPANY_UNKNOWN: entry('requester', 'No company has this number.', 'Choose one of the companies listed.'),
  REQUEST_PERIOD_UNAVAILABLE: entry(
    'requester',
    'The company has no numbers for a period that was asked for.',
    'Ask for periods inside the range that the message gives.',
  ),
  REQUEST_RUN_UNKNOWN: entry('requester', 'There is no such run.', 'Check the run number.'),
  REQUEST_NOT_ALLOWED: entry(
    'requester',
    'This person has no right to do this, or not for this company.',
    'Ask the person who keeps the access list.',
  ),
  REQUEST_NOT_SIGNED_IN: entry(
    'requester',
    'Nobody is signed in, or the sign-in has ended.',
    'Sign in again; in Teams, reload the tab.',
  ),
  REQUEST_CONSENT_NEEDED: entry(
    'requester',
    'This person, or their organization, has not yet agreed that the app may do this with Microsoft 365.',
    'Agree when asked; where only an administrator may agree, ask them.',
  ),
  REQUEST_TOO_MANY: entry('requester', 'Too much at once for one person.', 'Wait a moment, or cancel a run.', true),
  REQUEST_ACTION_GONE: entry(
    'requester',
    'The button has been used already, has expired, or was made for somebody else.',
    'Use the buttons of the newest card, or write the command.',
  ),
  PLEX_UNREACHABLE: entry(
    'operator',
    'The Plex web service did not answer, or broke off, for longer than a run waits for it (PLEX_OUTAGE_S).',
    'Check the network and the address in PLEX_URL; the run can be resumed.',
    true,
  ),
  PLEX_TIMEOUT: entry(
    'operator',
    'Plex sent no data for longer than PLEX_TIMEOUT_S, again and again for PLEX_OUTAGE_S.',
    'Resume later, ask for smaller slices (PLEX_SLICE_ACCOUNTS), or raise PLEX_TIMEOUT_S.',
    true,
  ),
  PLEX_BUSY: entry('operator', 'Plex answered with HTTP 429 or 5xx.', 'Resume when Plex has recovered.', true),
  PLEX_REJECTED: entry(
    'operator',
    'Plex refused the account or the request (HTTP 4xx).',
    'Check user, password and the grant for this data source.',
  ),
  PLEX_FAULT: entry(
    'operator',
    'Plex answered with a SOAP fault or Error=true.',
    'Read the message of Plex; check key and inputs of the data source.',
  ),
  PLEX_INCOMPLETE: entry(
    'operator',
    'The answer is not whole: it was cut off, rows are missing, or accounts are missing.',
    'Resume; if it comes again, ask for smaller slices (PLEX_SLICE_ACCOUNTS).',
    true,
  ),
  PLEX_UNEXPECTED_SHAPE: entry(
    'operator',
    'The answer is not what the data source promises: not XML, a DOCTYPE, a column missing, or a value that is not of its kind.',
    'Compare the data source in Plex with docs/reports/trial-balance.md.',
  ),
  PLEX_TOO_LARGE: entry(
    'operator',
    'The answer is larger than PLEX_MAX_MB.',
    'Ask for smaller slices (PLEX_SLICE_ACCOUNTS, PLEX_SLICE_PERIODS) or raise PLEX_MAX_MB.',
  ),
  WAREHOUSE_UNREACHABLE: entry(
    'operator',
    'PostgreSQL did not answer.',
    'Bring PostgreSQL back; runs go on by themselves.',
    true,
  ),
  WAREHOUSE_FULL: entry(
    'operator',
    'PostgreSQL has no disk space or memory left.',
    'Make room for PostgreSQL, then resume: finished steps are kept.',
    true,
  ),
  WAREHOUSE_FENCED: entry(
    'operator',
    'Another runner has taken over this company; nothing of this one was written.',
    'Nothing: the other runner finishes the run.',
  ),
  LEDGER_OUT_OF_BALANCE: entry(
    'accountant',
    'Debits and credits do not agree in the ledger.',
    'Look at the differences listed; post the correction in Plex, then run again.',
  ),
  LEDGER_CONTROL_TOTAL_DIFFERS: entry(
    'accountant',
    "Our year-to-date balance differs from Plex's own ending balance.",
    'Closed months may be up to 4 hours old: run again later. If it stays, an old month has changed: ask for periods from that month on.',
  ),
  LEDGER_CALENDAR_GAP: entry(
    'accountant',
    'The accounting calendar lacks a period that is needed, or the ranges do not join.',
    "Complete the company's periods in Plex.",
  ),
  LEDGER_INCOMPLETE: entry(
    'accountant',
    'The trial balance does not have every account in every period.',
    'Look at the accounts listed; tell the developers if they are in the chart of accounts.',
  ),
  WORKBOOK_TOO_LARGE: entry('requester', 'The report does not fit into a workbook.', 'Ask for fewer periods.'),
  WORKBOOK_NOT_WRITTEN: entry(
    'operator',
    'The workbook could not be written to disk.',
    'Free disk space, then resume.',
    true,
  ),
  DELIVERY_FAILED: entry(
    'operator',
    'The workbook could not be handed over.',
    'Look at the receipt; send it again.',
    true,
  ),
  DELIVERY_BUSY: entry('operator', 'Teams asks us to wait.', 'Nothing: it is sent again by itself.', true),
  DELIVERY_UNCERTAIN: entry(
    'operator',
    'A message was sent and the answer was lost: it may be there.',
    'Nothing: a card is sent once more at most, and of offers of a file the newest counts. The file can be offered again from the card.',
  ),
  DELIVERY_URL_EXPIRED: entry(
    'operator',
    'The address for the upload is no longer valid.',
    'Nothing: the file is offered again.',
    true,
  ),
  DELIVERY_LIBRARY_FULL: entry(
    'operator',
    'The OneDrive or SharePoint library has no room left.',
    'Make room in the library, then send it again.',
  ),
  DELIVERY_NOT_ALLOWED: entry(
    'operator',
    'Microsoft Graph refused the upload.',
    'Grant the permission that the message names, then send it again.',
  ),
  DELIVERY_TOO_LARGE: entry(
    'requester',
    'The workbook is larger than a chat or library takes.',
    'Fetch it by download, or ask for fewer periods.',
  ),
  DELIVERY_DECLINED: entry('requester', 'The file was declined.', 'Press "Offer again" when you want it.'),
  DELIVERY_NOT_TAKEN: entry(
    'requester',
    'The file was offered and nobody took it in time.',
    'Press "Offer again" when you want it.',
  ),
  DELIVERY_NO_RIGHT: entry(
    'requester',
    'Whoever asked for the file may not see the company any more, so it is not handed over.',
    'Ask the person who keeps the access list; once you may see the company again, press "Offer again".',
  ),
  DELIVERY_CHAT_GONE: entry(
    'requester',
    'The bot can no longer write into this chat.',
    'Add the app to the chat again, or ask in a personal chat.',
  ),
  CONFIG_INVALID: entry('operator', 'Settings are missing or wrong.', 'Correct the settings listed, then start again.'),
  RUN_CANCELLED: entry('requester', 'The run was cancelled.', 'Ask again when you want it.'),
  RUN_TIMED_OUT: entry(
    'operator',
    'The run took longer than RUN_TIMEOUT_MIN.',
    'Resume: finished steps are kept.',
    true,
  ),
  RUN_MUTEX_LOST: entry(
    'operator',
    "The runner lost the company's mutex.",
    'Nothing: the run goes on elsewhere.',
    true,
  ),
  RUN_POISONED: entry(
    'operator',
    'The run took its runner down twice, or lost PostgreSQL five times while it was at work, so it is not tried again.',
    'Look at the last log lines and the memory limits of runner and PostgreSQL; then resume.',
  ),
  UNEXPECTED: entry(
    'developer',
    'Something happened that nobody thought of.',
    'Send the developers the run number and the log.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

export type ErrorDetails = Readonly<Record<string, unknown>>;

/** A failure with a code from the table. `message` says what and where in plain words and never holds a secret. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly audience: Audience;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryable = errorTable[code].retryable;
    this.audience = errorTable[code].audience;
    this.details = options.details ?? {};
  }

  /** What the person named by `audience` should do next. */
  get move(): string {
    return errorTable[this.code].move;
  }
}

/** The same failure as an AppError: untouched when it is one, else UNEXPECTED with the original as cause. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AppError('UNEXPECTED', message, { cause: error });
}

/** True for an AppError of this code. */
export function isCode(error: unknown, code: ErrorCode): error is AppError {
  return error instanceof AppError && error.code === code;
}
