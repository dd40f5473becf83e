// A Plex that answers as the company's Plex does, with the answer's text changed on its way: what another Plex could send.
import { onTestFinished } from 'vitest';
import { startScriptedPlex } from '../../../plex/testing/scripted-plex.ts';
import type { Place } from './kit.ts';

/** Changes an answer's text; `key` is the data source asked for. */
export type Rewrite = (text: string, key: number) => string;

/** Starts it for one test; its address belongs into the setting PLEX_URL. */
export async function rewritingPlex(company: Pick<Place, 'plex'>, rewrite: Rewrite): Promise<string> {
  const plex = await startScriptedPlex(async (response, { headers, body }) => {
    const key = Number(/DataSourceKey>(\d+)</.exec(body)?.[1]);
    const answer = await fetch(company.plex().url, { method: 'POST', body, headers: passedOn(headers) });
    const type = answer.headers.get('content-type') ?? 'text/xml';
    response.writeHead(answer.status, { 'content-type': type }).end(rewrite(await answer.text(), key));
  });
  onTestFinished(plex.close);
  return plex.url;
}

function passedOn(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Record<string, string> {
  const names = ['content-type', 'soapaction', 'authorization'];
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}

/** Every value of one column, changed. */
export function inColumn(text: string, column: string, change: (value: string) => string): string {
  const cell = new RegExp(`<Column>(?:<Value ?/>|<Value>([^<]*)</Value>)<Name>${column}</Name></Column>`, 'g');
  return text.replace(
    cell,
    (_, value = '') => `<Column><Value>${change(value)}</Value><Name>${column}</Name></Column>`,
  );
}

/** The columns of every row in reverse order, and one that nobody knows. */
export function reordered(text: string): string {
  return text.replace(/<Columns>(.*?)<\/Columns>/gs, (_, columns: string) => {
    const cells = columns.match(/<Column>.*?<\/Column>/gs) ?? [];
    return `<Columns><Column><Value>new</Value><Name>Fiscal_Tag</Name></Column>${cells.reverse().join('')}</Columns>`;
  });
}
