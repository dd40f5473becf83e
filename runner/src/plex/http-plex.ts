// The Plex port over HTTP: one call is one POST, one status to judge, one streamed reading. One try; retry.ts repeats slices.
import { AppError } from '@repsys/core';
import type { Plex, SourceAnswer, SourceQuery, SourceReceipt, SourceRow } from './data-source.ts';
import { type Place, plexError } from './failure.ts';
import { refuseStatus } from './http-status.ts';
import { readResult } from './result-reader.ts';
import { basicAuthorization, type PlexAccount, secretsOf, withoutSecrets } from './secrets.ts';
import { executeRequest, type SoapRequest, templateRequest } from './soap-client.ts';
import { type Answer, post } from './transport.ts';
import { createTurnstile, type Turnstile } from './turnstile.ts';

/** `timeoutMs`: longest silence. `maxBytes`: largest answer, inflated. `concurrency`: calls in flight per company. */
export type PlexSettings = {
  readonly url: string;
  readonly accounts: ReadonlyMap<string, PlexAccount>;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly concurrency?: number;
  readonly batchRows?: number;
};

export type PlexDeps = { readonly now?: () => Date };

type Wiring = {
  readonly settings: PlexSettings;
  readonly url: URL;
  readonly turnstile: Turnstile;
  readonly now: () => Date;
};

/** A request template is small: an answer beyond this is not one. */
const templateMaxBytes = 4 * 1024 * 1024;

/** Plex at `settings.url`. Throws CONFIG_INVALID for an address that is not http(s). */
export function createPlex(settings: PlexSettings, deps: PlexDeps = {}): Plex {
  const wiring: Wiring = {
    settings,
    url: serviceUrl(settings.url),
    turnstile: createTurnstile(settings.concurrency ?? 2),
    now: deps.now ?? (() => new Date()),
  };
  return {
    read: (query) => answerTo(query, wiring),
    check: (company, source, signal) => checkAccess({ company, source }, signal, wiring),
  };
}

function serviceUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new AppError('CONFIG_INVALID', 'PLEX_URL must be an http(s) address without user and password in it.');
}

/** One answer, iterable once: a second pass would be a second call. */
function answerTo(query: SourceQuery, wiring: Wiring): SourceAnswer {
  const { company, source, slice } = query;
  const place: Place = { company, source, slice };
  let receipt: SourceReceipt | undefined;
  let started = false;
  return {
    [Symbol.asyncIterator]() {
      if (started) throw new AppError('UNEXPECTED', `The answer of ${source.name} can be iterated only once.`);
      started = true;
      return rowsOf(query, place, wiring, (told) => {
        receipt = told;
      });
    },
    receipt() {
      if (receipt) return receipt;
      throw new AppError('UNEXPECTED', `The answer of ${source.name} has no receipt before its end.`);
    },
  };
}

async function* rowsOf(
  query: SourceQuery,
  place: Place,
  wiring: Wiring,
  tell: (receipt: SourceReceipt) => void,
): AsyncGenerator<readonly SourceRow[], void, undefined> {
  const { settings } = wiring;
  const account = accountOf(place, settings);
  const leave = await wiring.turnstile.pass(query.company, query.signal);
  let answer: Answer | undefined;
  let bytes = 0;
  let rows = 0;
  try {
    answer = await ask(await executeRequest(query.source, query.inputs), place, account, query.signal, wiring);
    const answeredAt = wiring.now();
    yield* readResult(answer.bytes(), {
      place,
      maxBytes: settings.maxBytes,
      charset: charsetOf(answer),
      batchRows: settings.batchRows,
      onBytes: (total) => {
        bytes = total;
      },
      onRows: (total) => {
        rows = total;
      },
    });
    tell({ rows, bytes, answeredAt });
  } catch (error) {
    throw withoutSecrets(error, secretsOf(account));
  } finally {
    answer?.close();
    leave();
  }
}

async function checkAccess(place: Place, signal: AbortSignal, wiring: Wiring): Promise<void> {
  const account = accountOf(place, wiring.settings);
  const leave = await wiring.turnstile.pass(place.company, signal);
  let answer: Answer | undefined;
  try {
    answer = await ask(await templateRequest(place.source), place, account, signal, wiring);
    const options = { place, maxBytes: templateMaxBytes, charset: charsetOf(answer) };
    for await (const _ of readResult(answer.bytes(), { ...options, operation: 'GetDataSourceRequestTemplate' }));
  } catch (error) {
    throw withoutSecrets(error, secretsOf(account));
  } finally {
    answer?.close();
    leave();
  }
}

/** Posts and judges the HTTP status: what comes back is a 200 whose body may be read. */
async function ask(request: SoapRequest, place: Place, account: PlexAccount, signal: AbortSignal, wiring: Wiring) {
  const { timeoutMs } = wiring.settings;
  const authorization = basicAuthorization(account);
  const answer = await post({ url: wiring.url, request, authorization, timeoutMs, signal, place });
  try {
    await refuseStatus(answer, place, wiring.now());
    return answer;
  } catch (error) {
    answer.close();
    throw error;
  }
}

function accountOf(place: Place, settings: PlexSettings): PlexAccount {
  const account = settings.accounts.get(place.company);
  if (account) return account;
  throw plexError('REQUEST_COMPANY_UNKNOWN', place, 'no Plex account is configured for this company');
}

function charsetOf(answer: Answer): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(answer.headers['content-type'] ?? '')?.[1];
}
