// From the record to what a run's card shows: the run, what is usual, the file, the buttons.
import {
  actionTokens,
  type CardRow,
  type DeliveryView,
  deliveryOf,
  expectedDurations,
  latestOffer,
  publishedCompanies,
  publishedReports,
  type RunView,
  viewRun,
} from '@repsys/core/node';
import type { Audience } from './audience.ts';
import type { DeliveryModel, RunCardModel } from './cards/run-model.ts';
import type { Chat } from './chat.ts';
import { type Wish, wishesFor } from './run-buttons.ts';

/** `settled`: nothing will change any more unless somebody presses a button. */
export type DrawnRun = { readonly model: RunCardModel; readonly settled: boolean };

export type ModelMaker = (
  row: Pick<CardRow, 'request' | 'run' | 'person' | 'conversation'>,
  phase?: RunCardModel['phase'],
) => Promise<DrawnRun>;

/** Makes models; what changes rarely is asked for every half minute. */
export function openModelMaker(chat: Chat, audience: Audience): ModelMaker {
  const { database, tabUrl } = chat;
  const names = remembering(() => namesOf(chat));
  const usual = remembering((key: string) => {
    const [report = '', company = ''] = key.split(' ');
    return expectedDurations(database, report, Number(company));
  });
  return async ({ request, run: id, person, conversation }, phase) => {
    const run = await viewRun(database, id);
    const [{ reports, companies }, durations, detail, delivery] = await Promise.all([
      names(''),
      usual(`${run.report} ${run.company}`),
      audience.detailFor(conversation, run.company),
      run.status === 'succeeded' ? deliveryOf(database, request, 'chat') : undefined,
    ]);
    const wishes = wishesFor(run, delivery?.status);
    const tokens = await actionTokens(database, { request, run: id, person }, [
      ...wishes.map(({ verb }) => verb),
      'refresh',
    ]);
    const refresh = tokens.get('refresh');
    const deliveryModel = delivery && (await deliveryModelOf(chat, delivery));
    const expected = durations.get('');
    const model: RunCardModel = {
      run,
      reportTitle: reports.get(run.report) ?? run.report,
      companyName: companies.get(run.company) ?? `Company ${run.company}`,
      now: Date.now(),
      joined: run.requesters.length > 1,
      detail,
      buttons: wishes.map((wish) => buttonOf(wish, tokens)),
      expectedSteps: durations,
      ...(expected && { expected }),
      ...(phase && run.status === 'running' && { phase }),
      ...(deliveryModel && { delivery: deliveryModel }),
      ...(tabUrl && { tabUrl }),
      ...(refresh && { refresh: { token: refresh, userIds: [] } }),
    };
    return { model, settled: isSettled(run, delivery) };
  };
}

const buttonOf = ({ verb, title, note }: Wish, tokens: ReadonlyMap<string, string>) => ({
  verb,
  title,
  token: tokens.get(verb) ?? '',
  ...(note !== undefined && { note }),
});

function isSettled({ status }: RunView, delivery: DeliveryView | undefined): boolean {
  if (status === 'queued' || status === 'running') return false;
  return status !== 'succeeded' || delivery?.status === 'confirmed' || delivery?.status === 'given-up';
}

async function namesOf({
  database,
}: Chat): Promise<{ reports: ReadonlyMap<string, string>; companies: ReadonlyMap<number, string> }> {
  const [reports, companies] = await Promise.all([publishedReports(database), publishedCompanies(database)]);
  return {
    reports: new Map(reports.map(({ id, title }) => [id, title])),
    companies: new Map(companies.map(({ company, name }) => [company, name])),
  };
}

async function deliveryModelOf(
  { database }: Chat,
  { id, status, receipt, failure }: DeliveryView,
): Promise<DeliveryModel | undefined> {
  const url = typeof receipt?.url === 'string' ? { url: receipt.url } : {};
  if (status === 'confirmed') return { state: receipt?.shared ? 'shared' : 'delivered', ...url };
  if (status === 'given-up') {
    const state =
      failure?.code === 'DELIVERY_DECLINED'
        ? 'declined'
        : failure?.code === 'DELIVERY_NOT_TAKEN'
          ? 'expired'
          : 'given-up';
    return { state, ...(failure && { reason: failure.message }) };
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
