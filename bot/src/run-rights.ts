// What a person may do with a run: rights for its company, whether it is theirs, and how it stands.
import { AppError, type RunMay, type RunStatus } from '@repsys/core';
import {
  type Access,
  companiesOf,
  mayAdminister,
  mayAsk,
  mayOperate,
  maySee,
  type Person,
  type Rights,
} from './access.ts';

/** What rights depend on. `persons`: Entra ids of the askers. */
export type RunFacts = {
  readonly id: number;
  readonly company: number;
  readonly status: RunStatus;
  readonly persons: readonly string[];
  readonly requesters: readonly string[];
  readonly file: object | null;
};

const isOpen = (status: RunStatus): boolean => status === 'queued' || status === 'running';

/** Whether the person is one of the askers. */
export const isOwn = (person: Person, { persons }: Pick<RunFacts, 'persons'>): boolean => persons.includes(person.id);

/** Two askers may bear one name, and who asks from a command line has no id. */
const hasOthers = ({ persons, requesters }: RunFacts): boolean => Math.max(persons.length, requesters.length) > 1;

/** Everything the person may do with the run now. */
export function mayOf(rights: Rights, person: Person, run: RunFacts): RunMay {
  const { company, status, file } = run;
  const asks = mayAsk(rights, company);
  const reads = mayHaveFile(rights, company) && file !== null;
  return {
    cancel: isOpen(status) && refusalToCancel(rights, person, run) === undefined,
    resume: asks && (status === 'failed' || status === 'cancelled'),
    again: asks && !isOpen(status),
    download: reads,
    send: reads && status === 'succeeded',
    delete: !isOpen(status) && refusalToDelete(rights, person, run) === undefined,
  };
}

/** Whether the person may have files of this company: whoever may see it. */
export const mayHaveFile = (rights: Rights, company: number): boolean => maySee(rights, company);

/** Throws REQUEST_NOT_ALLOWED with the reason. One's own run, unless others wait for it too; operators stop anything. */
export function assertMayCancel(rights: Rights, person: Person, run: RunFacts): void {
  refuse(refusalToCancel(rights, person, run));
}

/** Throws REQUEST_NOT_ALLOWED with the reason. One's own run, unless others asked too; administrators delete anything. */
export function assertMayDelete(rights: Rights, person: Person, run: RunFacts): void {
  refuse(refusalToDelete(rights, person, run));
}

/** Throws REQUEST_NOT_ALLOWED. Delivered again is what one asked for oneself; operators send anything. */
export function assertMaySendAgain(rights: Rights, person: Person, company: number, asker: string | null): void {
  if (maySendAgain(rights, person, company, asker)) return;
  refuse('This delivery is not yours; its asker or an operator can send it again.');
}

export const maySendAgain = (rights: Rights, person: Person, company: number, asker: string | null): boolean =>
  maySee(rights, company) && (asker === person.id || mayOperate(rights, company));

function refusalToCancel(rights: Rights, person: Person, run: RunFacts): string | undefined {
  const { id, company } = run;
  if (mayOperate(rights, company)) return undefined;
  if (!isOwn(person, run) || !mayAsk(rights, company))
    return `Run ${id} is not yours; its asker or an operator can cancel it.`;
  return hasOthers(run) ? `Others wait for run ${id} too; only an operator can cancel it.` : undefined;
}

function refusalToDelete(rights: Rights, person: Person, run: RunFacts): string | undefined {
  const { id, company } = run;
  if (mayAdminister(rights, company)) return undefined;
  if (!isOwn(person, run) || !mayAsk(rights, company))
    return `Run ${id} is not yours; its asker or an administrator can delete it.`;
  return hasOthers(run) ? `Others asked for run ${id} too; only an administrator can delete it.` : undefined;
}

function refuse(reason: string | undefined): void {
  if (reason !== undefined) throw new AppError('REQUEST_NOT_ALLOWED', reason);
}

/** Companies by number; null means all. */
export type Companies = readonly number[] | null;

/** The companies a person may see. */
export function seenCompanies(rights: Rights): Companies {
  const companies = companiesOf(rights);
  return companies === 'all' ? null : companies;
}

/** Whether a company is among these. */
export const isAmong = (companies: Companies, company: number): boolean =>
  companies === null || companies.includes(company);

/** The companies that are among both. */
export const amongBoth = (one: Companies, other: Companies): Companies =>
  one === null ? other : one.filter((company) => isAmong(other, company));

/** Throws REQUEST_NOT_ALLOWED unless the person may ask for reports of this company. */
export function assertMayAsk(access: Access, person: Person, company: number): void {
  if (mayAsk(access.rightsOf(person), company)) return;
  throw new AppError('REQUEST_NOT_ALLOWED', 'You have no right to ask for reports of this company.');
}
