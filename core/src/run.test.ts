// The verdict over the checks of a run.
import { describe, expect, it } from 'vitest';
import { type CheckResult, verdictOf } from './run.ts';

const check = (severity: CheckResult['severity'], passed: boolean): CheckResult => ({
  ...{ id: severity, title: '', summary: '', found: passed ? 0 : 1, differences: [] },
  ...{ severity, passed },
});

describe('the verdict', () => {
  it('is tied when every check has passed, or only something good to know was found', () => {
    expect(verdictOf([])).toBe('tied');
    expect(verdictOf([check('blocking', true), check('warning', true), check('info', false)])).toBe('tied');
  });

  it('is warnings when a warning was found', () => {
    expect(verdictOf([check('warning', false), check('blocking', true)])).toBe('warnings');
  });

  it('is not tied when a blocking check found something, whatever else', () => {
    expect(verdictOf([check('warning', false), check('blocking', false), check('info', false)])).toBe('not-tied');
  });
});
