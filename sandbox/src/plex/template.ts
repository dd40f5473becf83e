// The answer to GetDataSourceRequestTemplate: a request to fill in and a row that shows the columns.
import type { DataSource } from './data-source.ts';
import { envelope, escapeXml, plexNamespace, type SoapVersion, statusBlock } from './soap-envelope.ts';

const operation = 'GetDataSourceRequestTemplate';

/** The template of a data source, or Error=true for a key that is not known. */
export function templateEnvelope(version: SoapVersion, key: string, source: DataSource | undefined): string {
  const status = source
    ? { statusNo: 0, error: false, message: 'Success' }
    : { statusNo: 1, error: true, message: `Data source "${key}" is not known or not granted to this account.` };
  const result = `${statusBlock(status)}${source ? requestXml(source) + columnsXml(source) : ''}`;
  return envelope(
    version,
    `<${operation}Response xmlns="${plexNamespace}"><${operation}Result>${result}</${operation}Result></${operation}Response>`,
  );
}

function requestXml({ key, name, inputs }: DataSource): string {
  const parameters = inputs.map(
    (each) =>
      `<InputParameter><Value /><Name>@${each.name}</Name><Required>${each.required}</Required>` +
      '<Output>false</Output></InputParameter>',
  );
  return (
    `<ExecuteDataSourceRequest><DataSourceKey>${key}</DataSourceKey><InputParameters>${parameters.join('')}` +
    `</InputParameters><DataSourceName>${escapeXml(name)}</DataSourceName></ExecuteDataSourceRequest>`
  );
}

function columnsXml({ columns }: DataSource): string {
  const cells = columns.map((name) => `<Column><Value /><Name>${escapeXml(name)}</Name></Column>`).join('');
  return `<ResultSets><ResultSet><RowCount>0</RowCount><Rows><Row><Columns>${cells}</Columns></Row></Rows></ResultSet></ResultSets>`;
}
