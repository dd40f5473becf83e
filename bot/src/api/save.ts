// The Excel file into its reader's own OneDrive, in their name: Microsoft sees them, and nobody else's library can be reached.
import { type ApiSaved, AppError } from '@repsys/core';
import { keepSaved } from '@repsys/core/node';
import { rangeReader } from '../files/ranges.ts';
import type { RunFile } from '../run-file.ts';
import type { Call, Tab } from './call.ts';

const mostMs = 300_000;

/** Who presses twice, or in two windows, waits for the one file that is under way. */
const underWay = new Map<string, Promise<ApiSaved>>();

/** Saves it. Throws REQUEST_RUN_UNKNOWN without a file, REQUEST_CONSENT_NEEDED, and what an upload throws. */
export async function save(tab: Tab, call: Call<'save'>): Promise<ApiSaved> {
  const { person, params } = call;
  const file = await tab.desk.file(person, params.run);
  const key = `${person.id} ${params.run}`;
  const saving = underWay.get(key) ?? put(tab, call, file).finally(() => underWay.delete(key));
  underWay.set(key, saving);
  return saving;
}

async function put(
  { database, oneDrive }: Tab,
  { person, token, params }: Call<'save'>,
  file: RunFile,
): Promise<ApiSaved> {
  const { run } = params;
  if (!oneDrive || !token)
    throw new AppError('REQUEST_INVALID', 'From here nothing can be saved in a OneDrive.', {
      details: { status: 409 },
    });
  const { fileName: name, bytes, sha256, company } = file;
  const reader = rangeReader(file.parts);
  const place = { folder: `${oneDrive.folder}/${company}`, name, bytes, read: reader.read };
  const signal = AbortSignal.timeout(mostMs);
  const stored = await oneDrive.graph.save(token, place, signal).finally(reader.close);
  const { webUrl: url } = stored;
  await keepSaved(database, run, person, { name: stored.name, bytes, sha256, url });
  return { name: stored.name, url, bytes };
}
