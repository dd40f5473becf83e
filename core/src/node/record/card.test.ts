// Cards that more than one claimer has in hand: only one of them sends the card.
import { parseRequest } from '@repsys/core';
import {
  accept,
  type CardRow,
  claimCards,
  type Database,
  markPosting,
  markShown,
  markUnshown,
  wakeCard,
} from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../../test/kit/database.ts';

async function ask(database: Database, company: number): Promise<number> {
  const wish = { report: 'trial-balance', company, parameters: { from: 202403, to: 202403 } };
  const asked = parseRequest({ ...wish, requester: 'ada', source: 'chat', channel: 'chat' });
  return (await accept(database, { ...asked, conversation: 'c' })).request;
}

describe('a card that is about to be sent for the first time', () => {
  let database: Database;
  useDatabase((opened) => {
    database = opened;
  });

  const card = (company: number) => ask(database, company);
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

describe('a card that was shown', () => {
  let database: Database;
  useDatabase((opened) => {
    database = opened;
  });

  const hour = 3_600_000;
  const claimed = async (request: number): Promise<CardRow> => {
    const card = (await claimCards(database)).find((each) => each.request === request);
    if (!card) throw new Error(`the card of ${request} was not to be had`);
    return card;
  };
  const shown = async (card: CardRow) =>
    markShown(database, [{ ...card, activity: '1', shown: 'hash', settled: true, nextMs: hour }]);
  const isDue = async (request: number) => (await claimCards(database)).some((each) => each.request === request);

  it('rests when nothing has happened to it', async () => {
    const request = await ask(database, 1);
    await shown(await claimed(request));
    expect(await isDue(request)).toBe(false);
  });

  it('is looked at once more when something woke it between its claim and its mark', async () => {
    const request = await ask(database, 2);
    const card = await claimed(request);
    await wakeCard(database, request);
    await shown(card);
    expect(await isDue(request)).toBe(true);
  });
});
