// The table of all benches: as text for a terminal, as Markdown for docs/benchmarks.md.
import { cpus, totalmem } from 'node:os';
import type { BenchRow } from './row.ts';

const heads = ['what', 'measured', 'target', 'ok'] as const;

const cells = ({ what, measured, target, ok }: BenchRow): readonly string[] => [
  what,
  measured,
  target,
  ok ? 'yes' : 'NO',
];

/** Columns side by side, for a terminal. */
export function asText(rows: readonly BenchRow[]): string {
  const lines = [heads, ...rows.map(cells)];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = (line: readonly string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return lines.map(text).join('\n');
}

/** One bench's part of the page docs/benchmarks.md. `day` is YYYY-MM-DD. */
export function asSection(rows: readonly BenchRow[], day: string): string {
  const line = (each: readonly string[]) => `| ${each.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const table = [line(heads), line(heads.map(() => '---')), ...rows.map((row) => line(cells(row)))];
  return [machine(day), '', ...table].join('\n');
}

/** The parts that a page has, by bench. */
export function sectionsOf(page: string): ReadonlyMap<string, string> {
  const parts = page.split(/^## /m).slice(1);
  const named = parts.map(
    (part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim()] as const,
  );
  return new Map(named.filter(([, text]) => text.startsWith('Measured on')));
}

/** The page, with the parts of these benches in this order. */
export function asPage(sections: ReadonlyMap<string, string>): string {
  const parts = [...sections].map(([name, text]) => `## ${name}\n\n${text}\n`);
  return `${[introduction, ...parts, notes].join('\n')}\n`;
}

function machine(day: string): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `Measured on ${day}: ${cpus().length} cores, ${gigabytes} GB of memory, Node.js ${process.versions.node}, ${process.platform} ${process.arch}.`;
}

const introduction = `# Benchmarks

Written by \`npm run bench\`; do not edit. \`npm run bench -- bot\` measures one bench only (\`plex\`, \`workbook\`, \`whole-run\`, \`bot\`,
\`tab\`)
and writes its part of this page.
`;

const notes = `## How it is measured

- **Plex**: one process serves a prepared answer, another reads it; the floor is the XML parser alone on the same bytes.
- **Workbook**: the same rows through our writer and through its peers, each a process of its own, in turns, median of three.
- **Whole run**: PostgreSQL with its safe settings (every commit is on disk), Redis, the sandbox Plex and the runner are four processes on
  one machine; times are those of the record (accepted, started, finished), memory is the largest resident size of the runner's
  process. The sandbox's own time is measured by asking the same questions again with a client that throws the answers away; it
  works beside the runner, so that it cannot simply be taken off the total.
- **Chat**: PostgreSQL with its safe settings, Redis, the bot, and Teams' side of the wire are processes of their own; there is no runner, so that the
  queue only grows. Fifty people write at the same moment, each in a chat of their own and for other periods; a time goes from the post of the activity to the
  arrival of the first thing the bot posts in that chat. A queued run's card lies in one of 250 other chats and is looked at every 10 s while commands are measured.
  Measure with the Node.js of the images (24): on Node.js 20, which pays more for knowing what each log line belongs to, the fifty had p50 211–215 ms and
  p99 309–323 ms in three runs of the same hour.
- **Tab**: PostgreSQL, Redis and the bot, which serves the tab as users get it, are processes of their own; ten thousand finished runs are in the record.
  Lighthouse visits with a desktop's screen, an empty cache and no throttling, so that the machine's own speed is what is measured. Scrolling is done by
  the page itself, one step for each picture that the browser asks for; pages of the list are fetched from the bot on the way. Chromium paints
  without a graphics card.

## What is noisy

The targets were set on two cores on which the floor (the XML parser alone over 200,000 rows) takes 1.5 s; where it takes twice as
long, so does everything else. Four processes share the cores: on a machine that does something else at the same time whole runs
easily take twice as long. Ratios (to the floor, to a peer, of large to small) and memory move little; seconds move with the
machine. The wait is bound by three commits to disk and moves with the disk.`;
