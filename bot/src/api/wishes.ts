// What the tab's reader wants done: ask, again, resume, cancel, delete, send.
import { AppError, isCode, type PeriodRange, type ReportWish, resolvePeriods } from '@repsys/core';
import {
  type Acceptance,
  personalConversation,
  publishedCalendar,
  reportCalled,
  timeZoneOf,
  viewRun,
} from '@repsys/core/node';
import type { Person } from '../access.ts';
import type { Door } from '../request-desk.ts';
import type { Handlers, Tab } from './call.ts';
import { asConflict } from './problem.ts';
import { nothing } from './reply.ts';
import { save } from './save.ts';
import { deliveryOf } from './views.ts';

type Wishes = 'ask' | 'cancel' | 'resume' | 'again' | 'deliver' | 'save' | 'sendAgain' | 'delete';

export const wishHandlers: Pick<Handlers, Wishes> = {
  async ask(tab, { person, body, key }) {
    const { company } = await tab.desk.company(person, body.company);
    const report = await reportCalled(tab.database, body.report);
    const periods = await periodsOf(tab, company, body);
    const wish = { report, company, periods, allowUntied: body.allowUntied };
    const accepted = await tab.desk.submit(person, wish, await doorOf(tab, person, key, body.deliver));
    if (accepted.repeated) await assertSame(tab, accepted, { ...body, report: report.id });
    return accepted;
  },

  again: async ({ desk }, { person, params, key }) => asConflict(desk.again(person, params.run, downloadDoor(key))),

  resume: async ({ desk }, { person, params, key }) => asConflict(desk.resume(person, params.run, downloadDoor(key))),

  cancel: async ({ desk }, { person, params }) => ({ status: await desk.cancel(person, params.run) }),

  async delete({ desk }, { person, params }) {
    await asConflict(desk.delete(person, params.run));
    return nothing(204);
  },

  async deliver(tab, { person, params, key }) {
    await tab.desk.line(person, params.run);
    return asConflict(tab.desk.send(person, params.run, await doorOf(tab, person, key, 'chat')));
  },

  save,

  async sendAgain({ desk }, { person, params }) {
    return deliveryOf(person, await asConflict(desk.sendAgain(person, params.run, params.delivery)));
  },
};

/** The periods, when the company has them; else the refusal stands at the field. */
async function periodsOf({ database, today }: Tab, company: number, { from, to }: ReportWish): Promise<PeriodRange> {
  const [calendar, zone] = await Promise.all([publishedCalendar(database, company), timeZoneOf(database, company)]);
  try {
    return resolvePeriods({ kind: 'range', from, to }, calendar, today(zone));
  } catch (error) {
    if (!isCode(error, 'REQUEST_PERIOD_UNAVAILABLE')) throw error;
    const fields = [{ field: 'from', message: error.message }];
    throw new AppError(error.code, error.message, { details: { fields }, cause: error });
  }
}

const downloadDoor = (idempotencyKey: string): Door => ({
  source: 'tab',
  channel: 'download',
  conversation: undefined,
  idempotencyKey,
});

async function doorOf(
  { database }: Tab,
  person: Person,
  idempotencyKey: string,
  deliver: ReportWish['deliver'],
): Promise<Door> {
  if (deliver === 'download') return downloadDoor(idempotencyKey);
  const conversation = await personalConversation(database, person.id);
  if (conversation) return { source: 'tab', channel: 'chat', conversation: conversation.id, idempotencyKey };
  throw new AppError('REQUEST_INVALID', 'The bot has no chat with you yet: write "help" to it once.', {
    details: { status: 409, fields: [{ field: 'deliver', message: 'There is no chat with the bot yet.' }] },
  });
}

/** A key that was used for another wish is a mistake of the client: nothing was asked for now. */
async function assertSame({ database }: Tab, { run }: Acceptance, wish: ReportWish): Promise<void> {
  const { report, company, parameters } = await viewRun(database, run);
  const { from, to, allowUntied } = parameters;
  const before = JSON.stringify([report, company, from, to, allowUntied]);
  if (before === JSON.stringify([wish.report, wish.company, wish.from, wish.to, wish.allowUntied])) return;
  const message = 'This Idempotency-Key was used for another request.';
  throw new AppError('REQUEST_INVALID', message, { details: { status: 422 } });
}
