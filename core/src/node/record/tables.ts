// The record's tables as Kysely sees them (migrations/001_record.sql, 005_chat.sql, 009_outages.sql, 013_consent_card.sql,
// 014_run_read.sql).
import type {
  CheckResult,
  Failure,
  ReportDescription,
  RunParameters,
  RunStatus,
  StepStatus,
  Total,
  Verdict,
} from '@repsys/core';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

type Json<T extends object | null> = JSONColumnType<T, string, string>;
type Defaulted<T> = ColumnType<T, T | undefined, T>;

export type RunTable = {
  id: Generated<number>;
  report: string;
  company: number;
  parameters: Json<RunParameters>;
  scope_hash: string;
  status: Defaulted<RunStatus>;
  attempt: Defaulted<number>;
  attempt_of: Defaulted<number | null>;
  root_run: Defaulted<number | null>;
  accepted_at: Generated<Date>;
  started_at: Defaulted<Date | null>;
  finished_at: Defaulted<Date | null>;
  heartbeat_at: Defaulted<Date | null>;
  runner: Defaulted<string | null>;
  fence: Defaulted<string | null>;
  starts: Defaulted<number>;
  outages: Defaulted<number>;
  read_at: Defaulted<Date | null>;
  rest_until: Defaulted<Date | null>;
  cancel_requested_by: Defaulted<string | null>;
  verdict: Defaulted<Verdict | null>;
  totals: ColumnType<readonly Total[], string | undefined, string>;
  failure: ColumnType<Failure | null, string | undefined, string | null>;
};

export type RequestTable = {
  id: Generated<number>;
  run: number;
  requester: string;
  source: string;
  channel: string;
  idempotency_key: Defaulted<string | null>;
  person: Defaulted<string | null>;
  conversation: Defaulted<string | null>;
  traceparent: Defaulted<string | null>;
  asks_for: Defaulted<'report' | 'file'>;
  asked_at: Generated<Date>;
};

export type StepTable = {
  run: number;
  number: number;
  name: string;
  title: string;
  status: Defaulted<StepStatus>;
  rows: Defaulted<string | null>;
  note: Defaulted<string | null>;
  started_at: Defaulted<Date | null>;
  finished_at: Defaulted<Date | null>;
};

export type DeliveryStatus = 'due' | 'sent' | 'confirmed' | 'failed' | 'given-up';

export type DeliveryTable = {
  id: Generated<number>;
  request: number;
  run: number;
  channel: string;
  status: Defaulted<DeliveryStatus>;
  attempts: Defaulted<number>;
  due_at: Generated<Date>;
  finished_at: Defaulted<Date | null>;
  receipt: ColumnType<Readonly<Record<string, unknown>> | null, string | undefined, string>;
  failure: ColumnType<Failure | null, string | undefined, string | null>;
};

export type WorkbookTable = {
  run: number;
  file_name: string;
  bytes: string;
  sha256: string;
  data_sha256: string;
  written_at: Generated<Date>;
};

export type ConversationKind = 'personal' | 'groupChat' | 'channel';

export type ConversationTable = {
  id: string;
  kind: ConversationKind;
  person: Defaulted<string | null>;
  reference: Json<object>;
  team: ColumnType<Readonly<Record<string, string>> | null, string | null | undefined, string | null>;
  member_changes: Defaulted<number>;
  seen_at: Generated<Date>;
  dropped_at: Defaulted<Date | null>;
};

export type CardTable = {
  request: number;
  conversation: string;
  activity: Defaulted<string | null>;
  shown: Defaulted<string | null>;
  settled: Defaulted<boolean>;
  posted_at: Defaulted<Date | null>;
  edited_at: Defaulted<Date | null>;
  tries: Defaulted<number>;
  due_at: Generated<Date>;
  busy_until: Generated<Date>;
};

export type ActionTable = {
  token: Generated<string>;
  request: number;
  run: number;
  person: string;
  verb: string;
  expires_at: Date;
  used_at: Defaulted<Date | null>;
};

export type OfferStatus = 'offered' | 'uploading' | 'delivered' | 'declined' | 'expired' | 'failed' | 'replaced';

export type OfferTable = {
  id: Generated<string>;
  delivery: number;
  person: string;
  conversation: string;
  consent_activity: Defaulted<string | null>;
  status: Defaulted<OfferStatus>;
  upload: ColumnType<Readonly<Record<string, string>> | null, string | null | undefined, string | null>;
  offered_at: Generated<Date>;
  expires_at: Date;
  finished_at: Defaulted<Date | null>;
  card_gone_at: Defaulted<Date | null>;
  remove_at: Generated<Date>;
  remove_tries: Defaulted<number>;
};

export type Tables = {
  'record.report': { id: string; description: Json<ReportDescription>; published_at: Generated<Date> };
  'record.company': {
    company: number;
    name: string;
    published_at: Generated<Date>;
    time_zone: Generated<string | null>;
  };
  'record.calendar': {
    company: number;
    period: number;
    display: string;
    begin_date: string;
    end_date: string;
    open: boolean;
    fiscal_order: number | null;
  };
  'record.run': RunTable;
  'record.request': RequestTable;
  'record.step': StepTable;
  'record.check': { run: number; number: number; result: Json<CheckResult> };
  'record.workbook': WorkbookTable;
  'record.workbook_part': { run: number; part: number; content: Buffer };
  'record.delivery': DeliveryTable;
  'record.conversation': ConversationTable;
  'record.card': CardTable;
  'record.action': ActionTable;
  'record.offer': OfferTable;
  'record.fence': {
    company: number;
    fence: string;
    run: number | null;
    runner: string | null;
    taken_at: Generated<Date>;
  };
  'record.audit': {
    id: Generated<string>;
    at: Generated<Date>;
    actor: string;
    person: Defaulted<string | null>;
    action: string;
    run: Defaulted<number | null>;
    details: Json<object>;
  };
};
