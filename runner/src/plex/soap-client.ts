// The only importer of `soap`: it turns our WSDL and plain objects into request envelopes. Sending and reading are ours (README.md).
import { fileURLToPath } from 'node:url';
import { AppError } from '@repsys/core';
import type { Client, IHttpClient } from 'soap';
import type { DataSource } from './data-source.ts';

/** A request ready to be posted: the envelope and the headers that belong to it (Content-Type, SOAPAction). */
export type SoapRequest = { readonly body: string; readonly headers: Readonly<Record<string, string>> };

const wsdl = fileURLToPath(new URL('./wsdl/datasource.wsdl', import.meta.url));

/** The package's own door for another transport; ours takes the envelope and sends nothing, so the call stays unanswered. */
const takeEnvelope = {
  request(_url: string, body: string, _answer: unknown, headers: SoapRequest['headers'], options: CallOptions): void {
    options.take({ body, headers });
  },
};

type CallOptions = { readonly take: (request: SoapRequest) => void };
type Method = (args: object, answer: () => void, options: CallOptions) => void;

let client: Promise<Client> | undefined;

/** Loads the package and the WSDL once, on the first call: start-up does not pay for them. */
function startedClient(): Promise<Client> {
  client ??= import('soap').then(({ createClientAsync }) =>
    createClientAsync(wsdl, { httpClient: takeEnvelope as unknown as IHttpClient }),
  );
  return client;
}

/** The envelope of ExecuteDataSource: element order as in the WSDL's sequences, input names with '@'. */
export function executeRequest(source: DataSource, inputs: Readonly<Record<string, string | undefined>>) {
  const parameters = Object.entries(inputs).flatMap(([name, value]) =>
    value === undefined ? [] : [{ Value: plainText(name, value), Name: `@${name}`, Required: true, Output: false }],
  );
  return envelope('ExecuteDataSource', {
    ExecuteDataSourceRequest: { DataSourceKey: source.key, InputParameters: { InputParameter: parameters } },
  });
}

/** The envelope of GetDataSourceRequestTemplate. */
export function templateRequest(source: DataSource): Promise<SoapRequest> {
  return envelope('GetDataSourceRequestTemplate', { dataSourceKey: source.key });
}

async function envelope(operation: string, args: object): Promise<SoapRequest> {
  const started = await startedClient();
  const call: Method = started[operation];
  return new Promise((resolve) => call(args, () => {}, { take: resolve }));
}

/** The package lets text that looks like a CDATA section through unescaped; nobody asks Plex for such a value. */
function plainText(name: string, value: string): string {
  if (!value.startsWith('<![CDATA[')) return value;
  throw new AppError('REQUEST_INVALID', `The value of ${name} must not begin with "<![CDATA[".`);
}
