// What the sandbox Plex costs by itself: the same questions again, asked by a client that throws the bytes away.
import { request } from 'node:http';
import { concurrently } from '../../runner/src/engine/concurrently.ts';
import { executeEnvelope } from '../../sandbox/src/plex/ask-plex.ts';
import type { CallCount } from '../../sandbox/src/plex/calls.ts';

/** What the company is called where it is not a list of companies. */
const companyInput: Readonly<Record<number, string>> = { 18005: 'PCN' };
/** As many questions at once as a runner asks. */
const atOnce = 3;

/** Forgets which questions have been asked so far. */
export async function forgetCalls(plexUrl: string): Promise<void> {
  await fetch(new URL('/calls', plexUrl), { method: 'DELETE' });
}

/** Milliseconds that the sandbox takes for the questions asked since `forgetCalls`, data source by data source. */
export async function plexAloneMs(plexUrl: string): Promise<number> {
  const answer = await fetch(new URL('/calls', plexUrl));
  const { calls } = (await answer.json()) as { readonly calls: readonly CallCount[] };
  const never = new AbortController().signal;
  const started = performance.now();
  for (const key of new Set(calls.map((call) => call.key))) {
    const same = calls.filter((call) => call.key === key);
    await concurrently(same, atOnce, never, (call) => askAgain(plexUrl, call));
  }
  return performance.now() - started;
}

function askAgain(plexUrl: string, { key, company, ...inputs }: CallCount): Promise<void> {
  const { periodStart, periodEnd, accountFrom, accountTo } = inputs;
  const given = {
    [companyInput[key] ?? 'PCNs']: String(company),
    Period_Start: periodStart,
    Period_End: periodEnd,
    Account_No_From: accountFrom,
    Account_No_To: accountTo,
  };
  const body = executeEnvelope(key, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')));
  const authorization = `Basic ${Buffer.from(`service-${company}:sandbox-${company}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'text/xml; charset=utf-8', 'accept-encoding': 'gzip' };
  return new Promise((resolve, reject) => {
    const call = request(plexUrl, { method: 'POST', headers, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`The sandbox answered with ${response.statusCode}.`));
      response.resume().on('end', resolve).on('error', reject);
    });
    call.on('error', reject).end(body);
  });
}
