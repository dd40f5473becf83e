// The desk where every wish arrives, from chat and tab alike: submit, join, resume, cancel, send, list, with the rules of who may.
import {
  AppError,
  type PeriodRange,
  type ReportDescription,
  type Role,
  type RunMay,
  type RunStatus,
} from '@repsys/core';
import {
  type Acceptance,
  type ArchiveFilter,
  type ArchiveLine,
  type Asker,
  accept,
  archive,
  askForWorkbook,
  type Bell,
  type Company,
  type Database,
  deleteRun,
  deliveriesOf,
  type HandedOver,
  publishCancel,
  type RunView,
  requestCancel,
  resume,
  sendAgain,
  wakeCard,
} from '@repsys/core/node';
import type { Redis } from 'ioredis';
import type { Access, Person } from './access.ts';
import { rulesOf, seenLine, seenRun } from './desk-rules.ts';
import { openingRuns } from './open-runs.ts';
import { accepting, tell } from './ring.ts';
import { fileFor, fileOnItsWay, type RunFile } from './run-file.ts';
import {
  amongBoth,
  assertMayAsk,
  assertMayCancel,
  assertMayDelete,
  assertMaySendAgain,
  type Companies,
  maySendAgain,
  seenCompanies,
} from './run-rights.ts';

export type DeskParts = {
  readonly database: Database;
  readonly redis: Redis;
  readonly bell: Bell;
  readonly access: Access;
  /** How many runs one person may have waiting or running. */
  readonly mostOpen: number;
};

/** Where a wish came from, and where its answer goes. Equal `idempotencyKey`s are one wish. */
export type Door = Pick<Asker, 'source' | 'channel' | 'conversation' | 'idempotencyKey'>;

export type Wish = {
  readonly report: ReportDescription;
  readonly company: number;
  readonly periods: PeriodRange;
  readonly allowUntied: boolean;
};

/** Which runs: any filter but the companies, which are those of the person. */
export type RunQuery = Omit<ArchiveFilter, 'companies'>;
/** `most`: how many lines; all are counted. */
export type QueueQuery = {
  readonly run?: number;
  readonly own?: boolean;
  readonly shown?: Companies;
  readonly most?: number;
};
/** `lines`: the oldest. `running` and `waiting` count all. `holders`: the runs at work for whose companies some of the lines wait. */
export type OpenRuns = {
  readonly lines: readonly ArchiveLine[];
  readonly running: number;
  readonly waiting: number;
  readonly holders: readonly ArchiveLine[];
};
export type RunPage = Awaited<ReturnType<typeof archive>>;

/** A delivery, and whether the person may have it sent again. */
export type SeenDelivery = HandedOver & { readonly maySend: boolean };

/**
 * Every function throws REQUEST_NOT_ALLOWED or REQUEST_RUN_UNKNOWN; a company that is not one's own, and all its runs,
 * are unknown.
 */
export type RequestDesk = {
  companies(person: Person): Promise<readonly Company[]>;
  /** Throws REQUEST_COMPANY_UNKNOWN. */
  company(person: Person, company: number): Promise<Company>;
  roles(person: Person, company: number): readonly Role[];
  mayAsk(person: Person, company: number): boolean;
  maySee(person: Person, company: number): boolean;
  /** The companies that every one of these persons may see; of nobody none. */
  seenByAll(persons: readonly Person[]): Companies;
  /** The persons with what is known of their groups and app roles, for whoever comes without a token that tells. */
  known(persons: readonly Person[]): Promise<readonly Person[]>;
  /** Whether rights may go by where a person stands: the members of a conversation tell. */
  readonly byStanding: boolean;
  /** Whether rights may go by groups of the person that are not known: the tab tells them. */
  lacksGroups(person: Person): boolean;
  may(person: Person, run: ArchiveLine): RunMay;
  submit(person: Person, wish: Wish, door: Door): Promise<Acceptance>;
  /** Asks for the same once more. */
  again(person: Person, run: number, door: Door): Promise<Acceptance>;
  /** A new attempt of a failed run, where it stopped. */
  resume(person: Person, run: number, door: Door): Promise<Acceptance>;
  /** The workbook that a run made, for one more asker. */
  send(person: Person, run: number, door: Door): Promise<Acceptance>;
  /** Makes a delivery that has ended due once more. */
  sendAgain(person: Person, run: number, delivery: number): Promise<SeenDelivery>;
  cancel(person: Person, run: number): Promise<RunStatus>;
  /** The run and its file go for good. */
  delete(person: Person, run: number): Promise<void>;
  view(person: Person, run: number): Promise<RunView>;
  /** The file of a run and its bytes. */
  file(person: Person, run: number): Promise<RunFile>;
  /** The same for somebody to whom it is on its way. Throws DELIVERY_NO_RIGHT once they may not have it. */
  fileToDeliver(person: Person, run: number): Promise<RunFile>;
  line(person: Person, run: number): Promise<ArchiveLine>;
  runs(person: Person, query: RunQuery): Promise<RunPage>;
  deliveries(person: Person, run: number): Promise<readonly SeenDelivery[]>;
  /** What is at work and what waits; of companies among `shown` alone, one's own, or one run of it. */
  queue(person: Person, only?: QueueQuery): Promise<OpenRuns>;
  /** One's newest runs, of companies among `shown` alone. */
  history(person: Person, most: number, shown?: Companies): Promise<readonly ArchiveLine[]>;
};

const mostListed = 50;

/** Opens the desk. */
export function openDesk(parts: DeskParts): RequestDesk {
  const { database, access } = parts;
  const rules = rulesOf(parts);
  const seen = (person: Person, shown: Companies = null) => amongBoth(seenCompanies(access.rightsOf(person)), shown);
  return {
    ...rules,
    ...wishesAt(parts),
    ...handingOver(parts),
    view: (person, run) => seenRun(parts, person, run),
    file: (person, run) => fileFor(parts, person, run),
    fileToDeliver: (person, run) => fileOnItsWay(parts, person, run, rules.lacksGroups(person)),
    line: (person, run) => seenLine(parts, person, run),
    runs: (person, query) => archive(database, { ...query, companies: seen(person) }),
    queue: (person, { own = false, run, shown = null, most = mostListed } = {}) =>
      openRuns(database, { companies: seen(person, shown), run, most, ...(own && { person: person.id }) }),
    async history(person, most, shown = null) {
      const own = { companies: seen(person, shown), person: person.id, most };
      return (await archive(database, own)).lines;
    },
  };
}

async function openRuns(database: Database, whose: ArchiveFilter): Promise<OpenRuns> {
  const [open, atWork] = await Promise.all([
    archive(database, { ...whose, statuses: ['queued', 'running'], ascending: true }),
    archive(database, { ...whose, statuses: ['running'], most: 1 }),
  ]);
  const waiting = open.lines.filter(({ status }) => status === 'queued');
  const companies = [...new Set(waiting.map(({ company }) => company))];
  const held = { companies, statuses: ['running'], most: companies.length } as const;
  const holders = companies.length === 0 ? [] : (await archive(database, held)).lines;
  return { lines: open.lines, running: atWork.total, waiting: Math.max(0, open.total - atWork.total), holders };
}

function wishesAt(parts: DeskParts): Pick<RequestDesk, 'submit' | 'again' | 'resume' | 'cancel' | 'delete'> {
  const { database, redis, access } = parts;
  const open = openingRuns(parts);
  const asked = async (person: Person, run: number): Promise<RunView> => {
    const view = await seenRun(parts, person, run);
    assertMayAsk(access, person, view.company);
    return view;
  };
  return {
    async submit(person, { report, company, periods, allowUntied }, door) {
      assertMayAsk(access, person, company);
      const parameters = { ...periods, allowUntied };
      const request = { ...askerAt(person, door), report: report.id, company, parameters };
      return open(person, request, () => accept(database, request));
    },
    async again(person, run, door) {
      const { report, company, parameters } = await asked(person, run);
      const request = { ...askerAt(person, door), report, company, parameters };
      return open(person, request, () => accept(database, request));
    },
    async resume(person, run, door) {
      const { report, company, parameters } = await asked(person, run);
      const asker = askerAt(person, door);
      return open(person, { ...asker, report, company, parameters }, () => resume(database, run, asker));
    },
    async cancel(person, run) {
      const line = await seenLine(parts, person, run);
      assertMayCancel(access.rightsOf(person), person, line);
      const status = await requestCancel(database, run, person.name, person.id);
      void publishCancel(redis, run).catch(() => undefined);
      if (status === 'cancelled') tell(parts, { run, company: line.company, status });
      return status;
    },
    async delete(person, run) {
      assertMayDelete(access.rightsOf(person), person, await seenLine(parts, person, run));
      await deleteRun(database, run, person.name, person.id);
    },
  };
}

function handingOver(parts: DeskParts): Pick<RequestDesk, 'send' | 'sendAgain' | 'deliveries'> {
  const { database, access } = parts;
  const deliveries = async (person: Person, run: number): Promise<readonly SeenDelivery[]> => {
    const { company, file } = await seenLine(parts, person, run);
    const all = await deliveriesOf(database, run);
    const has = (each: HandedOver) => file !== null && !byThemselves.includes(each.channel) && hasEnded(each);
    return all.map((each) => ({
      ...each,
      maySend: has(each) && maySendAgain(access.rightsOf(person), person, company, each.person),
    }));
  };
  const delivery = async (person: Person, run: number, id: number): Promise<SeenDelivery> => {
    const found = (await deliveries(person, run)).find((each) => each.id === id);
    if (found) return found;
    throw new AppError('REQUEST_RUN_UNKNOWN', `Run ${run} has no delivery ${id}.`);
  };
  return {
    deliveries,
    async send(person, run, door) {
      await seenRun(parts, person, run);
      return accepting(() => askForWorkbook(database, run, askerAt(person, door)));
    },
    async sendAgain(person, run, id) {
      const found = await delivery(person, run, id);
      const { company } = await seenLine(parts, person, run);
      assertMaySendAgain(access.rightsOf(person), person, company, found.person);
      if (!found.maySend) throw new AppError('REQUEST_INVALID', 'This delivery is on its way, or needs no sending.');
      await sendAgain(database, found.request, found.channel, person);
      await wakeCard(database, found.request);
      return delivery(person, run, id);
    },
  };
}

/** Channels that nobody but the reader works: they fetch or save the file. */
const byThemselves: readonly string[] = ['download', 'onedrive'];

const hasEnded = ({ status }: HandedOver): boolean => status !== 'due' && status !== 'sent';

const askerAt = (person: Person, door: Door): Asker => ({ ...door, requester: person.name, person: person.id });
