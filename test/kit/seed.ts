// Random tests on the project's CI always draw the same cases: a red run means the change, not the draw. Elsewhere every run draws anew.
import fc from 'fast-check';

if (process.env.CI) fc.configureGlobal({ seed: 202_403 });
