// Cards that more than one claimer has in hand: only one of them sends the card.
import { parseRequest } from '@repsys/core';
import { accept, type Database, markPosting, markUnshown } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../../test/kit/database.ts';

describe('a card that is about to be sent for the first time', () => {
  let database: Database;
  useDatabase((opened) => {
    database = opened;
  });

  const card = async (company: number): Promise<number> => {
    const wish = { report: 'trial-balance', company, parameters: { from: 202403, to: 202403 } };
    const asked = parseRequest({ ...wish, requester: 'ada', source: 'chat', channel: 'chat' });
    return (await accept(database, { ...asked, conversation: 'c' })).request;
  };
  const note = async (...requests: readonly number[]) => requests.map(await markPosting(database, requests));

  it('is sent by whoever notes it first', async () => {
    const [first, second] = [await card(1), await card(2)];
    expect(await note(first)).toEqual([true]);
    expect(await note(first, second)).toEqual([false, true]);
  });

  it('is sent by one of those who note it together', async () => {
    const request = await card(3);
    expect(await note(request, request)).toEqual([true, false]);
  });

  it('is sent once more when it is certain that nothing was sent', async () => {
    const request = await card(4);
    await note(request);
    await markUnshown(database, request, 0, { unsent: true });
    expect(await note(request)).toEqual([true]);
  });
});
