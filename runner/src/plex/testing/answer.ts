// Writes answers in the wire form of ExecuteDataSource, whole or with one thing wrong. For tests and benches only.

/** Columns of one row as [name, value]; undefined leaves the Value element out, null makes it nil. */
export type WireRow = readonly (readonly [string, string | null | undefined])[];

export type WireParts = {
  readonly status?: string;
  readonly rowCount?: number | string;
  readonly resultSets?: string;
  readonly operation?: string;
};

export const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/';
export const soap12 = 'http://www.w3.org/2003/05/soap-envelope';

export const escaped = (text: string): string =>
  text.replace(/[&<>\r]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&#13;');

const successStatus =
  '<StatusNo>0</StatusNo><Error>false</Error><ErrorNo>0</ErrorNo><Message>Success</Message><InstanceNo>90001</InstanceNo>';

/** A whole answer with these rows; `parts` replaces single parts of it. */
export function answerXml(rows: readonly WireRow[], parts: WireParts = {}): string {
  const { status = successStatus, operation = 'ExecuteDataSource', rowCount = rows.length } = parts;
  const count = rowCount === '' ? '' : `<RowCount>${rowCount}</RowCount>`;
  const sets =
    parts.resultSets ??
    `<ResultSets><ResultSet>${count}<Rows>${rows.map(rowXml).join('')}</Rows></ResultSet></ResultSets>`;
  return envelopeXml(
    `<${operation}Response xmlns="http://www.plexus-online.com/DataSource"><${operation}Result>${status}` +
      `<DataSourceKey>4814</DataSourceKey><Version xsi:nil="true"/>${sets}</${operation}Result></${operation}Response>`,
  );
}

/** A SOAP envelope around a body. */
export function envelopeXml(body: string, namespace = soap11): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${namespace}" ` +
    `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body>${body}</soap:Body></soap:Envelope>`
  );
}

/** One row as XML. */
export function rowXml(row: WireRow): string {
  return `<Row><Columns>${row.map(([name, value]) => `<Column>${valueXml(value)}<Name>${name}</Name></Column>`).join('')}</Columns></Row>`;
}

function valueXml(value: string | null | undefined): string {
  if (value === undefined) return '';
  if (value === null) return '<Value xsi:nil="true"/>';
  return value === '' ? '<Value />' : `<Value>${escaped(value)}</Value>`;
}

export const fault11 = (reason: string): string =>
  envelopeXml(
    `<soap:Fault><faultcode>soap:Server</faultcode><faultstring>${reason}</faultstring><detail/></soap:Fault>`,
  );

export const fault12 = (reason: string): string =>
  envelopeXml(
    `<soap:Fault><soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code>` +
      `<soap:Reason><soap:Text xml:lang="en">${reason}</soap:Text></soap:Reason></soap:Fault>`,
    soap12,
  );
