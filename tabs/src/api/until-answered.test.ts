// A request that gets no answer is sent again, and its reader is told what has become of it.
import { describe, expect, it } from 'vitest';
import { offline, TabFailure } from './failure.ts';
import { untilAnswered } from './until-answered.ts';

const pauseMs = () => 1;

/** Silent for the first `silent` times. */
function server(silent: number, failure: () => TabFailure = offline) {
  let calls = 0;
  return {
    calls: () => calls,
    async send() {
      calls += 1;
      if (calls <= silent) throw failure();
      return 'accepted';
    },
  };
}

describe('a request', () => {
  it('is sent again while nobody answers, and its reader is told each time', async () => {
    const { send, calls } = server(3);
    let silences = 0;
    expect(await untilAnswered(send, { pauseMs, onSilence: () => silences++ })).toBe('accepted');
    expect([calls(), silences]).toEqual([4, 3]);
  });

  it('that was refused is not sent again', async () => {
    const { send, calls } = server(3, () => new TabFailure('refused', 'no'));
    await expect(untilAnswered(send, { pauseMs, onSilence: () => undefined })).rejects.toThrow('no');
    expect(calls()).toBe(1);
  });

  it('is given up in the end, and then it fails', async () => {
    const { send, calls } = server(Number.POSITIVE_INFINITY);
    await expect(untilAnswered(send, { pauseMs, patienceMs: 20, onSilence: () => undefined })).rejects.toMatchObject({
      kind: 'offline',
    });
    expect(calls()).toBeGreaterThan(1);
  });
});
