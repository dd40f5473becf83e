// The web service on the wire: who calls, in which version, what was asked, and the answer streamed back in the same version.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { CallBook } from './calls.ts';
import type { ServedCompany } from './companies.ts';
import { dataSources } from './data-sources.ts';
import { answeredByFault, sentByFault } from './fault-wire.ts';
import type { Fault, FaultBook } from './faults.ts';
import { BodyTooLarge, readBody, sendText, streamText } from './http.ts';
import type { Service } from './service.ts';
import { contentTypes, faultEnvelope, resultChunks, type SoapVersion } from './soap-envelope.ts';
import { MalformedRequest, readSoapRequest, type SoapRequest } from './soap-request.ts';
import { spoilResult, withDoctype } from './spoiled-answer.ts';
import { templateEnvelope } from './template.ts';

/** What the endpoint works with. `closing` is aborted when the server closes. */
export type Site = {
  readonly companies: readonly ServedCompany[];
  readonly service: Service;
  readonly faults: FaultBook;
  readonly calls: CallBook;
  readonly closing: AbortSignal;
};

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly version: SoapVersion;
  readonly company: ServedCompany;
};

const plain = 'text/plain; charset=utf-8';
const slowMilliseconds = 2_000;

/** Answers one POST to the web service. */
export async function answerSoap(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const version = versionOf(request);
  if (!version) return sendText(response, 415, plain, 'Use text/xml (SOAP 1.1) or application/soap+xml (SOAP 1.2).');
  const company = companyOf(site.companies, request);
  if (!company) {
    response.setHeader('www-authenticate', 'Basic realm="Plex"');
    return sendText(response, 401, plain, 'Unauthorized');
  }
  try {
    const asked = readSoapRequest(await readBody(request), version, actionOf(request));
    await answerCall(site, { request, response, version, company }, asked);
  } catch (error) {
    if (error instanceof MalformedRequest) {
      return sendText(response, 500, contentTypes[version], faultEnvelope(version, error.message, true));
    }
    if (!(error instanceof BodyTooLarge)) throw error;
    response.setHeader('connection', 'close');
    sendText(response, 413, plain, error.message);
  }
}

function versionOf({ headers }: IncomingMessage): SoapVersion | undefined {
  const type = String(headers['content-type'] ?? '').toLowerCase();
  if (type.startsWith('application/soap+xml')) return '1.2';
  return type.startsWith('text/xml') ? '1.1' : undefined;
}

/** SOAPAction of version 1.1, the action parameter of the content type of version 1.2. */
function actionOf({ headers }: IncomingMessage): string | undefined {
  const inType = /;\s*action="?([^";]*)"?/.exec(String(headers['content-type'] ?? ''))?.[1];
  return inType ?? String(headers.soapaction ?? '').replace(/^"|"$/g, '');
}

function companyOf(companies: readonly ServedCompany[], { headers }: IncomingMessage): ServedCompany | undefined {
  const [, credentials] = /^Basic\s+(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (!credentials) return undefined;
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  return companies.find(({ user, password }) => text === `${user}:${password}`);
}

async function answerCall(site: Site, exchange: Exchange, asked: SoapRequest): Promise<void> {
  const { response, version, company } = exchange;
  if (asked.operation === 'GetDataSourceRequestTemplate') {
    const template = templateEnvelope(version, asked.key, dataSources.get(Number(asked.key)));
    return sendText(response, 200, contentTypes[version], template);
  }
  const key = Number(asked.key);
  const fault = site.faults.strike({ key, company: company.number });
  site.calls.note(key, company.number, asked.inputs, fault?.fault);
  if (fault && answeredByFault(response, fault.fault, version)) return;
  if (fault?.fault === 'slow') {
    await setTimeout(fault.delayMs ?? slowMilliseconds, undefined, { signal: site.closing });
  }
  await sendResult(site, exchange, asked, fault);
}

async function sendResult(site: Site, exchange: Exchange, asked: SoapRequest, fault: Fault | undefined): Promise<void> {
  const { request, response, version, company } = exchange;
  const right = site.service.execute(company, asked.key, asked.inputs);
  const result = fault ? spoilResult(right, fault.fault) : right;
  const answer = resultChunks(version, asked.operation, result);
  const chunks = fault?.fault === 'doctype' ? withDoctype(answer) : answer;
  const type = contentTypes[version];
  if (fault && (await sentByFault(response, fault, type, chunks, site.closing))) return;
  await streamText(request, response, type, chunks);
}
