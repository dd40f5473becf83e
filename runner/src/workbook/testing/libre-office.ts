// LibreOffice as the independent reader: opens a workbook, calculates every formula anew, and says what it shows.
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** False where LibreOffice is not installed: its tests are left out, with one line that says so. */
export const hasLibreOffice = spawnSync('soffice', ['--version']).status === 0;
if (!hasLibreOffice)
  process.stderr.write('soffice is not installed: tests that reopen workbooks in LibreOffice are skipped\n');

// Comma, double quotes, UTF-8, from row 1, as shown on the screen, every sheet into a file of its own.
const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,-1';

const alwaysCalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`;

/** The cells of each sheet as LibreOffice shows them. Works in the workbook's own folder. */
export async function shownByLibreOffice(path: string): Promise<Readonly<Record<string, string[][]>>> {
  const folder = dirname(path);
  const profile = join(folder, 'profile');
  await mkdir(join(profile, 'user'), { recursive: true });
  await writeFile(join(profile, 'user', 'registrymodifications.xcu'), alwaysCalculate);
  const installation = `-env:UserInstallation=${pathToFileURL(profile)}`;
  await run('soffice', [installation, '--headless', '--convert-to', filter, '--outdir', folder, path]);
  const prefix = `${basename(path, '.xlsx')}-`;
  const files = (await readdir(folder)).filter((file) => file.startsWith(prefix) && file.endsWith('.csv'));
  const sheets = files.map(
    async (file): Promise<[string, string[][]]> => [
      file.slice(prefix.length, -'.csv'.length),
      parseCsv(await readFile(join(folder, file), 'utf8')),
    ],
  );
  return Object.fromEntries(await Promise.all(sheets));
}

function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, separator] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
    if (separator === '\n') rows.push([]);
    if (separator === '') break;
  }
  return rows.slice(0, -1);
}
