// For tests: asks the sandbox over HTTP as a SOAP client would, and reads small answers back whole.

import type { PlexSandbox } from './server.ts';
import { envelopeNamespaces, plexNamespace, type SoapVersion } from './soap-envelope.ts';

/** Which company asks (the first one), in which version (1.1), with which extra headers. */
export type Asking = {
  readonly company?: number;
  readonly version?: SoapVersion;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** A row as text by column name. */
export type AnswerRow = Readonly<Record<string, string>>;

/** An answer taken apart. */
export type PlexAnswer = {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly error: string | undefined;
  readonly message: string | undefined;
  readonly rowCount: number | undefined;
  readonly rows: readonly AnswerRow[];
};

/** The envelope of an ExecuteDataSource request. */
export function executeEnvelope(
  key: number | string,
  inputs: Readonly<Record<string, string | number>>,
  version: SoapVersion = '1.1',
) {
  const parameters = Object.entries(inputs).map(
    ([name, value]) =>
      `<InputParameter><Value>${value}</Value><Name>${name}</Name><Required>true</Required><Output>false</Output></InputParameter>`,
  );
  return (
    `<?xml version="1.0"?><e:Envelope xmlns:e="${envelopeNamespaces[version]}"><e:Body><ExecuteDataSource xmlns="${plexNamespace}">` +
    `<ExecuteDataSourceRequest><DataSourceKey>${key}</DataSourceKey><InputParameters>${parameters.join('')}</InputParameters>` +
    '</ExecuteDataSourceRequest></ExecuteDataSource></e:Body></e:Envelope>'
  );
}

/** Basic credentials of a company of the sandbox. */
export function basic({ companies }: PlexSandbox, number?: number): string {
  const company = companies.find((each) => each.number === number) ?? companies[0];
  return `Basic ${Buffer.from(`${company?.user}:${company?.password}`).toString('base64')}`;
}

/** Posts a body to the web service. */
export function postSoap(sandbox: PlexSandbox, body: string, asking: Asking = {}): Promise<Response> {
  const { company, version = '1.1', headers = {}, signal } = asking;
  return fetch(sandbox.url, {
    method: 'POST',
    body,
    headers: {
      'content-type': version === '1.1' ? 'text/xml; charset=utf-8' : 'application/soap+xml; charset=utf-8',
      authorization: basic(sandbox, company),
      connection: 'close',
      ...headers,
    },
    ...(signal ? { signal } : {}),
  });
}

/** Executes a data source. */
export async function ask(
  sandbox: PlexSandbox,
  key: number | string,
  inputs: Readonly<Record<string, string | number>>,
  asking: Asking = {},
): Promise<PlexAnswer> {
  const response = await postSoap(sandbox, executeEnvelope(key, inputs, asking.version), asking);
  const text = await response.text();
  const count = /<RowCount>(\d+)</.exec(text)?.[1];
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text,
    error: /<Error>(\w+)</.exec(text)?.[1],
    message: /<Message>([^<]*)</.exec(text)?.[1],
    rowCount: count === undefined ? undefined : Number(count),
    rows: rowsOf(text),
  };
}

function rowsOf(text: string): readonly AnswerRow[] {
  return [...text.matchAll(/<Row>.*?<\/Row>/gs)].map(([row]) => {
    const cells = row.matchAll(/<Column>(?:<Value \/>|<Value>([^<]*)<\/Value>)<Name>([^<]*)<\/Name><\/Column>/g);
    return Object.fromEntries([...cells].map(([, value = '', name]) => [name, unescaped(value)]));
  });
}

function unescaped(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#13;/g, '\r').replace(/&amp;/g, '&');
}
