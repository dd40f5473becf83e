// Mean time between failures by its worked example and the edges of its rules.
import { parseAmount } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { failureStatistics, type LogEntry } from './intervals.ts';

/** A log in short: `F` a failure, a number the hours of production, anything else another state; one entry an hour. */
function log(workCenter: string, ...states: readonly string[]): readonly LogEntry[] {
  return states.map((state, index) => {
    const at = `2024-03-01T${String(index).padStart(2, '0')}:00`;
    if (state === 'F') return { workCenter, at, hours: '0.5', status: 'Unplanned Downtime' };
    const produced = /^\d/.test(state);
    return { workCenter, at, hours: produced ? state : '1', status: produced ? 'Production' : state };
  });
}

const hours = (text: string) => parseAmount(text);
const meanOf = (...states: readonly string[]) => failureStatistics(log('W', ...states))[0]?.meanTime;

describe('mean time between failures', () => {
  it('rule 48: F, 4 h, 3 h, F, 5 h, F, 9 h has the intervals 7 and 5 and a mean of 6 hours', () => {
    expect(failureStatistics(log('W', 'F', '4', '3', 'F', '5', 'F', '9'))).toEqual([
      { workCenter: 'W', intervals: [hours('7'), hours('5')], meanTime: hours('6') },
    ]);
  });

  it('rule 48: production before the first and after the last failure is not bounded and does not count', () => {
    expect(meanOf('20', 'F', '4', 'F', '9')).toBe(hours('4'));
  });

  it.each([
    ['no failure', ['4', '5']],
    ['one failure', ['4', 'F', '5']],
    ['no production between failures', ['F', 'F', 'F']],
    ['an empty state of another kind', ['Idle']],
  ])('rule 48: with %s there is no value, and never zero', (_, states) => {
    expect(meanOf(...states)).toBeNull();
  });

  it('other states are passed over: they neither bound nor count', () => {
    expect(meanOf('F', '4', 'Planned Downtime', '3', 'F')).toBe(hours('7'));
  });

  it('the log is put in order, and each work centre is by itself', () => {
    const mixed = [...log('B', 'F', '2', 'F'), ...log('A', 'F', '8', 'F')].reverse();
    expect(failureStatistics(mixed).map(({ workCenter, meanTime }) => [workCenter, meanTime])).toEqual([
      ['A', hours('8')],
      ['B', hours('2')],
    ]);
  });

  it('hours are exact: three intervals of 0.1 have a mean of 0.1, and thirds are rounded at five places', () => {
    expect(meanOf('F', '0.1', 'F', '0.1', 'F', '0.1', 'F')).toBe(hours('0.1'));
    expect(meanOf('F', '1', 'F', '1', 'F', '0', 'F')).toBe(hours('0.66667'));
  });

  it('the states may have other names', () => {
    const entries = log('W', 'F', '3', 'F').map((each) => ({
      ...each,
      status: each.status === 'Production' ? 'Run' : 'Breakdown',
    }));
    expect(failureStatistics(entries, { production: 'Run', failure: 'Breakdown' })[0]?.meanTime).toBe(hours('3'));
  });
});
