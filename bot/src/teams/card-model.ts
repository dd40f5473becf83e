// From the record to what a run's card shows: the run, what is usual, the file, the buttons.
import { type Calendar, closingPhases, monthWords, type ReportDescription } from '@repsys/core';
import {
  actionTokens,
  type Buttons,
  type CardRow,
  type Database,
  type DeliveryView,
  deliveryOf,
  expectedDurations,
  gathering,
  latestOffer,
  publishedCalendar,
  publishedCompanies,
  publishedReports,
  type RunView,
  viewRuns,
} from '@repsys/core/node';
import { z } from 'zod';
import type { Audience, AudienceFound } from './audience.ts';
import type { DeliveryModel, RunCardModel } from './cards/run-model.ts';
import type { Expected } from './cards/words.ts';
import type { Chat } from './chat.ts';
import { type Wish, wishesFor } from './run-buttons.ts';

/** `settled`: nothing will change any more unless somebody presses a button. */
export type DrawnRun = { readonly model: RunCardModel; readonly settled: boolean };

export type ModelMaker = (row: Pick<CardRow, 'request' | 'run' | 'person' | 'place'>) => Promise<DrawnRun>;

const viewOf = gathering(viewRuns);
const tokensOf = gathering(async (database: Database, cards: readonly Buttons[]) => {
  const tokens = await actionTokens(database, cards);
  return (_, place): ReadonlyMap<string, string> => tokens[place] ?? new Map();
});

/** Makes models; what changes rarely is asked for every half minute. */
export function openModelMaker(chat: Chat, audience: Audience): ModelMaker {
  const catalogue = remembering(() => readCatalogue(chat));
  const usual = remembering((key: string) => {
    const [report = '', company = ''] = key.split(' ');
    return expectedDurations(chat.database, report, Number(company));
  });
  const calendars = remembering((company: string) => publishedCalendar(chat.database, Number(company)));
  return async ({ request, run: id, person, place }) => {
    const run = await viewOf(chat.database, id);
    const [known, calendar, durations, audienceFound, delivery] = await Promise.all([
      catalogue(''),
      calendars(String(run.company)),
      usual(`${run.report} ${run.company}`),
      audience.of(place, run.company),
      run.status === 'succeeded' ? deliveryOf(chat.database, request, 'chat') : undefined,
    ]);
    const model: RunCardModel = {
      ...stepsOf(known, run),
      ...namesIn(known, run),
      ...monthsIn(calendar, run),
      ...expectedOf(durations),
      ...audienceOf(chat, audienceFound),
      ...(await pressable(chat, { request, run: id, person }, wishesFor(run, delivery?.status), place)),
      ...(await fileOf(chat, delivery, audienceFound)),
      ...(chat.tabUrl && { tabUrl: runInTab(chat.tabUrl, id) }),
      now: Date.now(),
      joined: run.requesters.length > 1,
    };
    return { model, settled: isSettled(run, delivery) };
  };
}

type Catalogue = {
  readonly reports: ReadonlyMap<string, ReportDescription>;
  readonly companies: ReadonlyMap<number, string>;
};

async function readCatalogue({ database }: Chat): Promise<Catalogue> {
  const [reports, companies] = await Promise.all([publishedReports(database), publishedCompanies(database)]);
  return {
    reports: new Map(reports.map((report) => [report.id, report])),
    companies: new Map(companies.map(({ company, name }) => [company, name])),
  };
}

/** Opens the tab at a run: Teams hands the place on in its link's context, a page of one's own in its address. */
function runInTab(tabUrl: string, run: number): string {
  const address = new URL(tabUrl);
  if (address.pathname.startsWith('/l/entity/'))
    address.searchParams.set('context', JSON.stringify({ subEntityId: `run/${run}` }));
  else address.searchParams.set('sub', `run/${run}`);
  return address.href;
}

const phases: Readonly<Record<string, RunCardModel['phase']>> = {
  [closingPhases.checks]: 'checks',
  [closingPhases.workbook]: 'workbook',
};

/** The record keeps what comes after the pipeline as steps too; people know the pipeline's steps, and two phases. */
function stepsOf({ reports }: Catalogue, run: RunView): Pick<RunCardModel, 'run' | 'phase'> {
  const own = reports.get(run.report)?.steps.map(({ name }) => name);
  const steps = run.steps.filter(({ name }) => own?.includes(name) ?? true);
  const phase = phases[run.steps.find(({ status }) => status === 'running')?.name ?? ''];
  return { run: { ...run, steps }, ...(phase && { phase }) };
}

function namesIn({ reports, companies }: Catalogue, { report, company }: RunView) {
  const found = reports.get(report);
  const reading = found?.steps.filter(({ reads }) => reads === 'outside').map(({ name }) => name) ?? [];
  return {
    reportTitle: found?.title ?? report,
    companyName: companies.get(company) ?? `Company ${company}`,
    ...(reading.length > 0 && { readSteps: new Set(reading) }),
  };
}

/** A fiscal year may number its months otherwise than the civil calendar: the card says which months were understood. */
function monthsIn(calendar: Calendar, { parameters }: RunView): Pick<RunCardModel, 'months'> {
  const months = monthWords(calendar, parameters);
  return months === undefined ? {} : { months };
}

function expectedOf(expectedSteps: ReadonlyMap<string, Expected>) {
  const expected = expectedSteps.get('');
  return { expectedSteps, ...(expected && { expected }) };
}

/** Where not everybody may see all, the way to the bot's own chat with the reader; in that chat, why there is less. */
function audienceOf(
  { botId }: Chat,
  { detail, isOwn, lacksGroups }: AudienceFound,
): Pick<RunCardModel, 'detail' | 'lacking' | 'personalUrl'> {
  if (detail === 'full') return { detail };
  if (isOwn) return { detail, lacking: lacksGroups ? 'groups' : 'rights' };
  const personalUrl = `https://teams.microsoft.com/l/chat/0/0?users=28:${botId}`;
  return { detail, ...(botId !== undefined && { personalUrl }) };
}

/** The buttons with their tokens, and the token by which the asker's Teams asks for the card anew. */
async function pressable(
  { database }: Chat,
  action: Omit<Buttons, 'verbs'>,
  wishes: readonly Wish[],
  place: CardRow['place'],
): Promise<Pick<RunCardModel, 'buttons' | 'refresh'>> {
  const tokens = await tokensOf(database, { ...action, verbs: [...wishes.map(({ verb }) => verb), 'refresh'] });
  const buttons = wishes.map(({ verb, title, note }) => ({
    verb,
    title,
    token: tokens.get(verb) ?? '',
    ...(note !== undefined && { note }),
  }));
  return { buttons, refresh: { token: tokens.get('refresh') ?? '', userIds: askerIn(place, action.person) } };
}

const referenceSchema = z.object({ user: z.object({ id: z.string(), aadObjectId: z.string().optional() }) });

/** Teams' id of the asker, where it is known: a group's reference names whoever wrote there last. */
function askerIn(place: CardRow['place'], person: string): readonly string[] {
  const { data } = referenceSchema.safeParse(place?.reference);
  return data && (place?.kind === 'personal' || data.user.aadObjectId === person) ? [data.user.id] : [];
}

async function fileOf(
  chat: Chat,
  view: DeliveryView | undefined,
  { isOwn }: AudienceFound,
): Promise<Pick<RunCardModel, 'delivery'>> {
  const delivery = view && (await deliveryModelOf(chat, view));
  return delivery ? { delivery: { ...delivery, elsewhere: !isOwn && delivery.state !== 'shared' } } : {};
}

function isSettled({ status }: RunView, delivery: DeliveryView | undefined): boolean {
  if (status === 'queued' || status === 'running') return false;
  return status !== 'succeeded' || delivery?.status === 'confirmed' || delivery?.status === 'given-up';
}

/** Ends of a delivery that have words of their own. */
const endsBy: Readonly<Record<string, DeliveryModel['state']>> = {
  DELIVERY_DECLINED: 'declined',
  DELIVERY_NOT_TAKEN: 'expired',
  DELIVERY_NO_RIGHT: 'withheld',
};

async function deliveryModelOf(
  { database }: Chat,
  { id, status, receipt, failure }: DeliveryView,
): Promise<DeliveryModel | undefined> {
  const url = typeof receipt?.url === 'string' ? { url: receipt.url } : {};
  if (status === 'confirmed') return { state: receipt?.shared ? 'shared' : 'delivered', ...url };
  if (status === 'given-up') {
    return { state: endsBy[failure?.code ?? ''] ?? 'given-up', ...(failure && { reason: failure.message }) };
  }
  const offer = await latestOffer(database, id);
  if (offer?.status === 'offered' || offer?.status === 'uploading') return { state: offer.status };
  return failure ? { state: 'failed', reason: failure.message } : undefined;
}

const rememberedMs = 30_000;

/** Remembers answers for half a minute. */
function remembering<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, { readonly until: number; readonly answer: Promise<T> }>();
  return (key) => {
    const found = known.get(key);
    if (found && found.until > Date.now()) return found.answer;
    const answer = ask(key);
    answer.catch(() => known.delete(key));
    known.set(key, { until: Date.now() + rememberedMs, answer });
    return answer;
  };
}
