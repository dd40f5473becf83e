// What people read of a failure, and in which order.
import { describe, expect, it } from 'vitest';
import { errorTable, failureWords } from './index.ts';

describe('the words for a failure', () => {
  it('open with a human sentence; the data source and the code are the technical line', () => {
    const message = 'Account_Activity_Summary_xPCN_Get (4814) did not answer: read ETIMEDOUT';
    const words = failureWords({ code: 'PLEX_TIMEOUT', message, move: 'Resume later.' });
    expect(words).toEqual({
      sentence: errorTable.PLEX_TIMEOUT.meaning,
      move: 'Resume later.',
      technical: `${message} · PLEX_TIMEOUT`,
    });
  });

  it('are the message itself where it is for whoever asked, and send nobody back to it', () => {
    const words = failureWords({
      code: 'REQUEST_INVALID',
      message: 'Run 3 failed.',
      move: errorTable.REQUEST_INVALID.move,
    });
    expect(words).toEqual({ sentence: 'Run 3 failed.', move: '', technical: 'REQUEST_INVALID' });
  });

  it('are those of an unexpected failure for a code of another version', () => {
    const words = failureWords({ code: 'NEW_ONE', message: 'x', move: 'Wait.' });
    expect(words).toEqual({ sentence: errorTable.UNEXPECTED.meaning, move: 'Wait.', technical: 'x · NEW_ONE' });
  });
});
