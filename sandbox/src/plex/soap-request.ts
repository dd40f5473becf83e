// Reads a SOAP request: an envelope of version 1.1 or 1.2 with one of the operations of the web service. Strict, small and capped.
import { SaxesParser } from 'saxes';
import type { Inputs } from './data-source.ts';
import { envelopeNamespaces, plexNamespace, type SoapVersion } from './soap-envelope.ts';

/** The operations that the sandbox offers. */
export const operations = [
  'ExecuteDataSource',
  'ExecuteDataSourceByDataSourceKey',
  'GetDataSourceRequestTemplate',
] as const;

/** One of the operations. */
export type Operation = (typeof operations)[number];

/** A request that was understood. */
export type SoapRequest = { readonly operation: Operation; readonly key: string; readonly inputs: Inputs };

/** A request that cannot be understood; answered with a SOAP Fault. */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest';
}

type XmlElement = { readonly uri: string; readonly local: string; readonly children: XmlElement[]; text: string };

const deepest = 16;

/** Reads the body of a request in the version that its content type names. Throws MalformedRequest. */
export function readSoapRequest(xml: string, version: SoapVersion, action: string | undefined): SoapRequest {
  const root = parseXml(xml);
  if (root.local !== 'Envelope' || root.uri !== envelopeNamespaces[version]) {
    throw new MalformedRequest(`The document is not a SOAP ${version} envelope.`);
  }
  const body = root.children.find((each) => each.local === 'Body' && each.uri === root.uri);
  const call = body?.children[0];
  const operation = operations.find((each) => each === call?.local && call.uri === plexNamespace);
  if (!call || !operation) throw new MalformedRequest(`Unknown operation "${call?.local ?? ''}".`);
  if (action && action !== `${plexNamespace}/${operation}`) {
    throw new MalformedRequest(`SOAPAction "${action}" does not fit operation ${operation}.`);
  }
  return readCall(call, operation);
}

function readCall(call: XmlElement, operation: Operation): SoapRequest {
  if (operation !== 'ExecuteDataSource') return { operation, key: childText(call, 'dataSourceKey'), inputs: new Map() };
  const request = child(call, 'ExecuteDataSourceRequest');
  if (!request) throw new MalformedRequest('ExecuteDataSourceRequest is missing.');
  assertSequence(request, ['DataSourceKey', 'InputParameters', 'DataSourceName', 'DataBase']);
  const parameters = child(request, 'InputParameters')?.children.filter((each) => each.local === 'InputParameter');
  const inputs = new Map<string, string>();
  for (const parameter of parameters ?? []) {
    assertSequence(parameter, ['Value', 'Name', 'Required', 'Output', 'DefaultValue', 'Message']);
    const name = childText(parameter, 'Name').trim().replace(/^@/, '').toLowerCase();
    if (name) inputs.set(name, childText(parameter, 'Value'));
  }
  return { operation, key: childText(request, 'DataSourceKey').trim(), inputs };
}

/** The schema is an xsd:sequence: elements come in its order. */
function assertSequence(element: XmlElement, order: readonly string[]): void {
  let last = -1;
  for (const { local } of element.children) {
    const position = order.indexOf(local);
    if (position < 0) throw new MalformedRequest(`${element.local} has no element ${local}.`);
    if (position <= last) throw new MalformedRequest(`${element.local}: ${local} is out of order.`);
    last = position;
  }
}

function child(element: XmlElement, local: string): XmlElement | undefined {
  return element.children.find((each) => each.local === local && each.uri === plexNamespace);
}

function childText(element: XmlElement, local: string): string {
  return child(element, local)?.text ?? '';
}

function parseXml(xml: string): XmlElement {
  const top: XmlElement = { uri: '', local: '', children: [], text: '' };
  const path = [top];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw new MalformedRequest(error.message);
  });
  parser.on('doctype', () => {
    throw new MalformedRequest('A document type is not allowed.');
  });
  parser.on('opentag', ({ uri, local }) => {
    if (path.length > deepest) throw new MalformedRequest('The document is too deep.');
    const element: XmlElement = { uri, local, children: [], text: '' };
    path.at(-1)?.children.push(element);
    path.push(element);
  });
  const addText = (text: string) => {
    const element = path.at(-1);
    if (element) element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    path.pop();
  });
  parser.write(xml).close();
  const [root] = top.children;
  if (!root) throw new MalformedRequest('The document is empty.');
  return root;
}
