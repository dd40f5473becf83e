// The form before it is sent: what it starts with, what is wrong, what it asks for.
import type { CalendarAnswer, Me, Period } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { presetsOf } from './presets.ts';
import { type Draft, firstDraft, fitPeriods, wishOf, wrongIn } from './wish.ts';

const report = { id: 'trial-balance', title: 'Trial balance', aliases: [], parameters: [], steps: [] };
const me: Me = {
  person: { id: 'dana', name: 'Dana' },
  roles: ['requester'],
  companies: [
    { company: 1, name: 'One', roles: ['auditor'], mayAsk: false },
    { company: 2, name: 'Two', roles: ['requester'], mayAsk: true },
  ],
  chat: false,
  oneDrive: false,
  today: '2024-05-06',
  last: null,
};
const months = [202311, 202312, 202313, 202401, 202402, 202403, 202404];
const calendar: CalendarAnswer = {
  company: 2,
  name: 'Two',
  lastClosed: 202403 as Period,
  periods: months.map((period) => ({
    period: period as Period,
    display: String(period),
    begin: '2024-01-01',
    end: '2024-01-31',
    open: period === 202404,
    fiscalYear: Math.trunc(period / 100),
    fiscalOrder: period % 100,
  })),
};
const draft = (part: Partial<Draft> = {}): Draft => ({
  report: 'trial-balance',
  company: 2,
  from: '2024-02',
  to: '202403',
  allowUntied: false,
  chat: false,
  ...part,
});

describe('the form', () => {
  it('starts with a company that the person may ask for', () => {
    expect(firstDraft(me, [report])).toMatchObject({ report: 'trial-balance', company: 2, from: '' });
  });

  it('starts with what was asked for last, unless that is not allowed any more', () => {
    const last = { report: 'trial-balance', from: 202401 as Period, to: 202402 as Period };
    expect(firstDraft({ ...me, last: { ...last, company: 2 } }, [report])).toMatchObject({
      from: '202401',
      to: '202402',
    });
    expect(firstDraft({ ...me, last: { ...last, company: 1 } }, [report])).toMatchObject({ company: 2, from: '' });
  });

  it('takes the last closed period where the calendar does not have the chosen ones', () => {
    expect(fitPeriods(draft({ from: '201901' }), calendar)).toMatchObject({ from: '202403', to: '202403' });
    expect(fitPeriods(draft(), calendar)).toEqual(draft());
    expect(fitPeriods(draft({ from: '201901' }), { ...calendar, periods: [] })).toMatchObject({ from: '201901' });
  });

  it('says what is missing, what is no period, and that a range is backwards', () => {
    expect(wrongIn(draft())).toEqual({});
    expect(Object.keys(wrongIn(draft({ company: undefined, from: '', to: '2024-15' })))).toEqual([
      'company',
      'from',
      'to',
    ]);
    expect(wrongIn(draft({ from: '2024-04', to: '2024-03' }))).toEqual({
      to: 'The last period lies before the first.',
    });
  });

  it('makes a wish only when nothing is wrong', () => {
    expect(wishOf(draft({ chat: true }))).toMatchObject({ company: 2, from: 202402, to: 202403, deliver: 'chat' });
    expect(wishOf(draft({ from: '2024-04' }))).toBeUndefined();
  });

  it('offers the last closed period, its year so far, and the year before with its 13th period', () => {
    expect(presetsOf(calendar).map(({ from, to }) => [from, to])).toEqual([
      [202403, 202403],
      [202401, 202403],
      [202311, 202313],
    ]);
    expect(presetsOf({ ...calendar, lastClosed: null })).toEqual([]);
  });
});
