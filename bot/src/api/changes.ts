// What a run's own check of changes has kept, where the numbers of the run before are gone.
import { amountSchema, type ChangesAnswer, type CheckResult, parsePeriod } from '@repsys/core';

const changesCheck = 'changes';

/** The first changes as the check found them, each with the one amount that it is about. */
export function changesInCheck(checks: readonly CheckResult[]): Pick<ChangesAnswer, 'complete' | 'found' | 'changes'> {
  const check = checks.find(({ id }) => id === changesCheck);
  if (!check) return { complete: false, found: 0, changes: [] };
  const changes = check.differences.flatMap(({ account, period, ours, theirs, note }) => {
    if (account === undefined || period === undefined || !isAmount(ours) || !isAmount(theirs)) return [];
    const moved = { before: theirs, now: ours };
    const isBalance = note === 'balance';
    return [
      {
        account,
        period: parsePeriod(period),
        movement: isBalance ? null : moved,
        balance: isBalance ? moved : null,
      },
    ];
  });
  return { complete: check.found === 0, found: check.found, changes };
}

const isAmount = (text: string | undefined): text is string => amountSchema.safeParse(text).success;
