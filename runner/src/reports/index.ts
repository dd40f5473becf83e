// The reports of this runner: one line each.
import type { Report } from './report.ts';
import { trialBalance } from './trial-balance/index.ts';

export const reports: readonly Report[] = [trialBalance];
