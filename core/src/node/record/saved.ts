// Files that their readers have put into their own OneDrive.
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';

const savedStatement = sqlFile('./keep-saved.sql', import.meta.url);

/** A person has put the file into their own OneDrive: a delivery of its own, however often they do. */
export async function keepSaved(
  database: Database,
  run: number,
  { id, name }: { readonly id: string; readonly name: string },
  receipt: Readonly<Record<string, unknown>>,
): Promise<void> {
  const values = { run, requester: name, person: id, key: `onedrive:${id}:${run}`, receipt: JSON.stringify(receipt) };
  await savedStatement.run(database.pool, values);
  database.observer.deliveryMoved({ channel: 'onedrive', status: 'confirmed' });
}
