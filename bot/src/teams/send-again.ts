// The file once more: for the request whose card was pressed, in its own chat.
import { AppError } from '@repsys/core';
import { sendAgain, wakeCard } from '@repsys/core/node';
import type { Person } from '../access.ts';
import type { Chat } from './chat.ts';

/** Makes the file of a request due again. Throws REQUEST_RUN_UNKNOWN when there is none. */
export async function sendFileAgain(
  { database, desk }: Chat,
  person: Person,
  { run, request }: { readonly run: number; readonly request: number },
): Promise<void> {
  await desk.view(person, run);
  if (!(await sendAgain(database, request, 'chat', person)))
    throw new AppError('REQUEST_RUN_UNKNOWN', `Run ${run} has no file to send.`);
  await wakeCard(database, request);
}
