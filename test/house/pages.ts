// What the documentation says, as data: tables by heading, links, headings.
import { matching, read } from './tree.ts';

/** Every page in Markdown. */
export const pages: readonly string[] = matching(/\.md$/);

export type Row = { readonly heading: string; readonly cells: readonly string[] };

/** The rows of all tables of a page with the heading above them; header rows are left out. */
export function rowsOf(page: string): readonly Row[] {
  const lines = read(page).split('\n');
  let heading = '';
  return lines.flatMap((line, at) => {
    if (/^#{1,6} /.test(line)) heading = line.replace(/^#+ /, '');
    const isRow = line.startsWith('|') && !/^\|[-:| ]+\|$/.test(line) && !/^\|[-:| ]+\|$/.test(lines[at + 1] ?? '');
    return isRow ? [{ heading, cells: cellsOf(line) }] : [];
  });
}

function cellsOf(line: string): readonly string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** The name in code marks that a cell begins with. */
export function codeIn(cell: string | undefined): string {
  return /^`([^`]+)`/.exec(cell ?? '')?.[1] ?? '';
}

/** A page without code blocks. */
export const prose = (page: string): string => read(page).replace(/^```[\s\S]*?^```/gm, '');

/** Targets of the links and pictures of a page. */
export function linksOf(page: string): readonly string[] {
  return [...prose(page).matchAll(/\]\(([^)\s]+)\)|(?:src|href|srcset)="([^"]+)"/g)].map(
    ([, link, tag]) => link ?? tag ?? '',
  );
}

/** The anchors that a page's headings give it. */
export function anchorsOf(page: string): readonly string[] {
  return [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
