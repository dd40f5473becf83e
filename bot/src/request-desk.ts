// The desk where every wish arrives, from chat and tab alike: submit, join, resume, cancel, send, list, with the rules of who may.
import { AppError, type PeriodRange, type ReportDescription, type RunStatus } from '@repsys/core';
import {
  type Acceptance,
  type Asker,
  accept,
  askForWorkbook,
  type Bell,
  type Company,
  type Database,
  publishCancel,
  publishedCompanies,
  type RunLine,
  type RunView,
  requestCancel,
  resume,
  runLines,
  viewRun,
} from '@repsys/core/node';
import type { Redis } from 'ioredis';
import { type Access, mayAsk, mayOperate, maySee, type Person } from './access.ts';

export type DeskParts = {
  readonly database: Database;
  readonly redis: Redis;
  readonly bell: Bell;
  readonly access: Access;
};

/** Where a wish came from, and where its answer goes. Equal `idempotencyKey`s are one wish. */
export type Door = Pick<Asker, 'source' | 'channel' | 'conversation' | 'idempotencyKey'>;

export type Wish = {
  readonly report: ReportDescription;
  readonly company: number;
  readonly periods: PeriodRange;
  readonly allowUntied: boolean;
};

/** Every function throws REQUEST_NOT_ALLOWED or REQUEST_RUN_UNKNOWN; a run of a company that is not one's own is unknown. */
export type RequestDesk = {
  companies(person: Person): Promise<readonly Company[]>;
  mayAsk(person: Person, company: number): boolean;
  maySee(person: Person, company: number): boolean;
  submit(person: Person, wish: Wish, door: Door): Promise<Acceptance>;
  /** Asks for the same once more. */
  again(person: Person, run: number, door: Door): Promise<Acceptance>;
  /** A new attempt of a failed run, where it stopped. */
  resume(person: Person, run: number, door: Door): Promise<Acceptance>;
  /** The workbook that a run made, for one more asker. */
  send(person: Person, run: number, door: Door): Promise<Acceptance>;
  cancel(person: Person, run: number): Promise<RunStatus>;
  view(person: Person, run: number): Promise<RunView>;
  queue(person: Person): Promise<readonly RunLine[]>;
  history(person: Person, most: number): Promise<readonly RunLine[]>;
};

const mostQueued = 50;

/** Opens the desk. */
export function openDesk({ database, redis, bell, access }: DeskParts): RequestDesk {
  const rights = (person: Person) => access.rightsOf(person.id);
  const seen = async (person: Person, run: number): Promise<RunView> => {
    const view = await viewRun(database, run);
    if (maySee(rights(person), view.company)) return view;
    throw new AppError('REQUEST_RUN_UNKNOWN', `There is no run ${run}.`);
  };
  const asked = async (person: Person, run: number): Promise<RunView> => {
    const view = await seen(person, run);
    assertMayAsk(access, person, view.company);
    return view;
  };
  const ringFor = async (acceptance: Acceptance): Promise<Acceptance> => {
    await bell.ring(acceptance.run).catch(() => undefined);
    return acceptance;
  };
  return {
    async companies(person) {
      const all = await publishedCompanies(database);
      return all.filter(({ company }) => maySee(rights(person), company));
    },
    mayAsk: (person, company) => mayAsk(rights(person), company),
    maySee: (person, company) => maySee(rights(person), company),
    async submit(person, { report, company, periods, allowUntied }, door) {
      assertMayAsk(access, person, company);
      const parameters = { ...periods, allowUntied };
      return ringFor(await accept(database, { ...askerAt(person, door), report: report.id, company, parameters }));
    },
    async again(person, run, door) {
      const { report, company, parameters } = await asked(person, run);
      return ringFor(await accept(database, { ...askerAt(person, door), report, company, parameters }));
    },
    async resume(person, run, door) {
      await asked(person, run);
      return ringFor(await resume(database, run, askerAt(person, door)));
    },
    async send(person, run, door) {
      await seen(person, run);
      return askForWorkbook(database, run, askerAt(person, door));
    },
    async cancel(person, run) {
      const view = await seen(person, run);
      const [line] = await runLines(database, { companies: null, run, most: 1 });
      if (line) assertMayCancel(access, person, line);
      const status = await requestCancel(database, view.id, person.name);
      await publishCancel(redis, run).catch(() => undefined);
      return status;
    },
    view: seen,
    queue: (person) =>
      runLines(database, { companies: companiesOf(rights(person)), unfinished: true, most: mostQueued }),
    history: (person, most) => runLines(database, { companies: companiesOf(rights(person)), person: person.id, most }),
  };
}

const askerAt = (person: Person, door: Door): Asker => ({ ...door, requester: person.name, person: person.id });

const companiesOf = ({ companies, roles }: ReturnType<Access['rightsOf']>): readonly number[] | null =>
  roles.size === 0 ? [] : companies === 'all' ? null : [...companies];

function assertMayAsk(access: Access, person: Person, company: number): void {
  if (mayAsk(access.rightsOf(person.id), company)) return;
  throw new AppError('REQUEST_NOT_ALLOWED', `You have no right to ask for reports of company ${company}.`);
}

/** One's own run, unless others wait for it too; operators stop anything. */
function assertMayCancel(access: Access, person: Person, { id, company, persons, requesters }: RunLine): void {
  if (mayOperate(access.rightsOf(person.id), company)) return;
  if (!persons.includes(person.id))
    throw new AppError('REQUEST_NOT_ALLOWED', `Run ${id} is not yours; its asker or an operator can cancel it.`);
  if (requesters.length > 1)
    throw new AppError('REQUEST_NOT_ALLOWED', `Others wait for run ${id} too; only an operator can cancel it.`);
}
