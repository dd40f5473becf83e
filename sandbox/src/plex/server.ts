// The sandbox Plex: a loopback HTTP server that stands in for Plex's SOAP web service, over generated books or books from CSV files.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callBook } from './calls.ts';
import { type BooksOptions, type SandboxCompany, serveCompanies } from './companies.ts';
import { answerControl } from './control.ts';
import { isDay } from './day.ts';
import { faultBook } from './faults.ts';
import { closeServer, sendText } from './http.ts';
import { plexService } from './service.ts';
import { answerSoap, type Site } from './soap-endpoint.ts';

/** How to start a sandbox. `today` is `YYYY-MM-DD`; port 0 takes any free port; the host must be a loopback address. */
export type PlexSandboxOptions = BooksOptions & {
  readonly today: string;
  readonly port?: number;
  readonly host?: string;
};

/** A running sandbox. */
export type PlexSandbox = {
  /** The web service; its WSDL is at `?WSDL`. */
  readonly url: string;
  /** Where the control routes are: /faults, /calls, /today. */
  readonly origin: string;
  readonly companies: readonly SandboxCompany[];
  /** The identity of the books, the same at every start with the same seed or files. */
  readonly source: string;
  /** What a user should know about the books, one line each. */
  readonly warnings: readonly string[];
  /** Changes the day; takes effect with the next call. Throws RangeError on anything but `YYYY-MM-DD`. */
  readonly setToday: (day: string) => void;
  /** Breaks open connections and stops listening. */
  readonly close: () => Promise<void>;
};

const servicePath = '/Datasource/service.asmx';
const loopback: readonly string[] = ['127.0.0.1', '::1', 'localhost'];
const wsdl = readFileSync(new URL('../../wsdl/plex-datasource.wsdl', import.meta.url), 'utf8');

/** Starts a sandbox. Throws RangeError on options that cannot be served and CsvProblems when book files are refused. */
export async function startPlexSandbox(options: PlexSandboxOptions): Promise<PlexSandbox> {
  const { port = 0, host = '127.0.0.1', today } = options;
  if (!loopback.includes(host)) throw new RangeError(`The sandbox listens on loopback only, not on ${host}.`);
  assertDay(today);
  const { companies, source, warnings } = serveCompanies(options);
  const closing = new AbortController();
  const service = plexService(today);
  const site: Site = { companies, service, faults: faultBook(), calls: callBook(), closing: closing.signal };
  const server = createServer((request, response) => {
    handle(site, request, response).catch((error: unknown) => failed(site, response, error));
  });
  const origin = await listen(server, port, host);
  return {
    url: `${origin}${servicePath}`,
    origin,
    companies: companies.map(({ books: _, ...company }) => company),
    source,
    warnings,
    setToday: (day) => {
      assertDay(day);
      service.setToday(day);
    },
    close: () => {
      closing.abort();
      return closeServer(server);
    },
  };
}

function assertDay(day: string): void {
  if (!isDay(day)) throw new RangeError(`"${day}" is not an existing day as YYYY-MM-DD.`);
}

async function handle(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  if (path.toLowerCase() === servicePath.toLowerCase()) {
    if (request.method === 'POST') return answerSoap(site, request, response);
    if (request.method === 'GET' && query.toLowerCase() === 'wsdl') return sendWsdl(request, response);
    return sendText(response, 405, 'text/plain; charset=utf-8', 'POST a SOAP envelope, or GET ?WSDL.');
  }
  if (await answerControl(site, request, response)) return;
  sendText(response, 404, 'text/plain; charset=utf-8', 'Not found');
}

/** The contract with the address of this very server. */
function sendWsdl({ socket }: IncomingMessage, response: ServerResponse): void {
  const { localAddress = '', localPort } = socket;
  const address = `http://${inUrl(localAddress)}:${localPort}${servicePath}`;
  sendText(response, 200, 'text/xml; charset=utf-8', wsdl.replace(/location="[^"]*"/g, `location="${address}"`));
}

function failed({ closing }: Site, response: ServerResponse, error: unknown): void {
  if (closing.aborted || response.destroyed) return;
  if (response.headersSent) response.destroy();
  else sendText(response, 500, 'text/plain; charset=utf-8', String(error));
}

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { address, port: taken } = server.address() as AddressInfo;
      resolve(`http://${inUrl(address)}:${taken}`);
    });
  });
}

const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address);
