// SOAP 1.1 and 1.2 as the sandbox writes them: envelopes, faults and results, in pieces of text that can be streamed.
import type { Table } from './data-source.ts';

/** The version of a conversation. */
export type SoapVersion = '1.1' | '1.2';

/** Target namespace of the web service and of all its elements. */
export const plexNamespace = 'http://www.plexus-online.com/DataSource';

/** Envelope namespaces. */
export const envelopeNamespaces: Readonly<Record<SoapVersion, string>> = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
};

/** Content types of answers. */
export const contentTypes: Readonly<Record<SoapVersion, string>> = {
  '1.1': 'text/xml; charset=utf-8',
  '1.2': 'application/soap+xml; charset=utf-8',
};

/** The result of an execution: the status block and, on success, a table. `announcedRows` overrides the true RowCount. */
export type ExecutionResult = {
  readonly statusNo: number;
  readonly error: boolean;
  readonly message: string;
  readonly key: number;
  readonly name: string;
  readonly table?: Table;
  readonly announcedRows?: number;
};

const chunkSize = 65_536;
const special = /[&<>\r]/g;
// Characters that XML 1.0 cannot carry.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };
// biome-ignore lint/suspicious/noControlCharactersInRegex: one look decides whether there is anything to do.
const suspicious = /[&<>\u0000-\u0008\u000b-\u001f\ufffe\uffff]/;

/** Text as element content. Characters that XML forbids become U+FFFD. */
export function escapeXml(text: string): string {
  if (!suspicious.test(text)) return text;
  return text.replace(forbidden, '\ufffd').replace(special, (each) => entities[each] ?? each);
}

function open(version: SoapVersion): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${envelopeNamespaces[version]}"` +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>'
  );
}

const close = '</soap:Body></soap:Envelope>';

/** A whole envelope around a body. */
export function envelope(version: SoapVersion, body: string): string {
  return `${open(version)}${body}${close}`;
}

/** A SOAP Fault; `sender` says whether the caller is to blame. */
export function faultEnvelope(version: SoapVersion, message: string, sender: boolean): string {
  const text = escapeXml(message);
  if (version === '1.1') {
    const code = sender ? 'soap:Client' : 'soap:Server';
    return envelope(
      version,
      `<soap:Fault><faultcode>${code}</faultcode><faultstring>${text}</faultstring></soap:Fault>`,
    );
  }
  const code = `<soap:Code><soap:Value>soap:${sender ? 'Sender' : 'Receiver'}</soap:Value></soap:Code>`;
  const reason = `<soap:Reason><soap:Text xml:lang="en">${text}</soap:Text></soap:Reason>`;
  return envelope(version, `<soap:Fault>${code}${reason}</soap:Fault>`);
}

let instance = 90_000;

/** The status block that opens every result (BaseResult). */
export function statusBlock({
  statusNo,
  error,
  message,
}: Pick<ExecutionResult, 'statusNo' | 'error' | 'message'>): string {
  instance += 1;
  return (
    `<StatusNo>${statusNo}</StatusNo><Error>${error}</Error><ErrorNo>${error ? 1 : 0}</ErrorNo>` +
    `<Message>${escapeXml(message)}</Message><InstanceNo>${instance}</InstanceNo>`
  );
}

const unset =
  '<QuarantinedForDevelopment xsi:nil="true" /><LastPrimaryDeployment xsi:nil="true" />' +
  '<LastTestDeployment xsi:nil="true" /><Version xsi:nil="true" />';

/** The answer to an operation as chunks of about 64 KB; rows are made while they are read. */
export function* resultChunks(version: SoapVersion, operation: string, result: ExecutionResult): Generator<string> {
  let buffer =
    `${open(version)}<${operation}Response xmlns="${plexNamespace}"><${operation}Result>${statusBlock(result)}` +
    `<DataSourceKey>${result.key}</DataSourceKey>${unset}<DataSourceName>${escapeXml(result.name)}</DataSourceName>`;
  if (result.table) {
    const { table, announcedRows = table.rowCount } = result;
    buffer += `<ResultSets><ResultSet><RowCount>${announcedRows}</RowCount><Rows>`;
    const endings = columnEndings(table.columns);
    for (const row of table.rows) {
      buffer += rowXml(row, endings);
      if (buffer.length < chunkSize) continue;
      yield buffer;
      buffer = '';
    }
    buffer += '</Rows></ResultSet></ResultSets>';
  }
  yield `${buffer}<OutputParameters /></${operation}Result></${operation}Response>${close}`;
}

type ColumnEnding = { readonly filled: string; readonly empty: string };

function columnEndings(columns: readonly string[]): readonly ColumnEnding[] {
  return columns.map((name) => {
    const rest = `<Name>${escapeXml(name)}</Name></Column>`;
    return { filled: `</Value>${rest}`, empty: `<Column><Value />${rest}` };
  });
}

/** Value comes before Name, and the names repeat in every row. */
function rowXml(row: readonly string[], endings: readonly ColumnEnding[]): string {
  let xml = '<Row><Columns>';
  for (let index = 0; index < endings.length; index++) {
    const value = row[index] ?? '';
    const ending = endings[index] as ColumnEnding;
    xml += value === '' ? ending.empty : `<Column><Value>${escapeXml(value)}${ending.filled}`;
  }
  return `${xml}</Columns></Row>`;
}
