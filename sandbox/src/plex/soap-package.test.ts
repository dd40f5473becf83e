// The sandbox as the soap package sees it: its WSDL loads and its operations answer.
import { type Client, createClientAsync } from 'soap';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlexSandbox, startPlexSandbox } from './server.ts';

let sandbox: PlexSandbox;

beforeAll(async () => {
  sandbox = await startPlexSandbox({ today: '2025-01-10', accounts: 100 });
});
afterAll(() => sandbox.close());

type Call = (input: object) => Promise<readonly [Record<string, Result>]>;
type Result = {
  readonly Error: boolean;
  readonly ResultSets: { readonly ResultSet: readonly [{ readonly RowCount: number; readonly Rows: Rows }] };
  readonly ExecuteDataSourceRequest?: { readonly DataSourceName: string; readonly InputParameters: object };
};
type Rows = {
  readonly Row: readonly { readonly Columns: { readonly Column: readonly { Value: string; Name: string }[] } }[];
};

async function client(forceSoap12Headers: boolean): Promise<Client> {
  const made = await createClientAsync(`${sandbox.url}?WSDL`, { forceSoap12Headers });
  const [company] = sandbox.companies;
  made.addHttpHeader(
    'authorization',
    `Basic ${Buffer.from(`${company?.user}:${company?.password}`).toString('base64')}`,
  );
  return made;
}

const request = {
  ExecuteDataSourceRequest: {
    DataSourceKey: '18004',
    InputParameters: { InputParameter: [{ Value: '111111', Name: '@PCNs', Required: true, Output: false }] },
  },
};

describe.each([
  ['1.1', false, 'ServiceSoap'],
  ['1.2', true, 'ServiceSoap12'],
] as const)('the soap package speaking SOAP %s', (_, forced, port) => {
  it('reads the contract with the address of the running server', async () => {
    const description = (await client(forced)).describe() as Record<string, Record<string, object>>;
    expect(Object.keys(description.Service?.[port] ?? {})).toEqual([
      'ExecuteDataSource',
      'ExecuteDataSourceByDataSourceKey',
      'GetDataSourceRequestTemplate',
    ]);
    expect(await (await fetch(`${sandbox.url}?wsdl`)).text()).toContain(`location="${sandbox.url}"`);
  });

  it('asks for a template', async () => {
    const call = (await client(forced)).GetDataSourceRequestTemplateAsync as Call;
    const [answer] = await call({ dataSourceKey: 4814 });
    const template = answer.GetDataSourceRequestTemplateResult;
    expect(template?.ExecuteDataSourceRequest?.DataSourceName).toBe('Account_Activity_Summary_xPCN_Get');
    expect(JSON.stringify(template?.ExecuteDataSourceRequest?.InputParameters)).toContain('@Account_No_From');
    expect(template?.ResultSets.ResultSet[0].Rows.Row[0]?.Columns.Column).toHaveLength(12);
  });

  it('executes a data source', async () => {
    const call = (await client(forced)).ExecuteDataSourceAsync as Call;
    const [{ ExecuteDataSourceResult: result }] = await call(request);
    expect(result?.Error).toBe(false);
    const columns = result?.ResultSets.ResultSet[0].Rows.Row[0]?.Columns.Column ?? [];
    expect(columns.map(({ Name, Value }) => `${Name} ${Value}`)).toEqual([
      'PCN 111111',
      'Start_Period 202401',
      'End_Period 202411',
      'Start_Open_Period 202412',
      'End_Open_Period 202501',
    ]);
  });
});
