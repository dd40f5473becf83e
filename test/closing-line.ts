// Ends the test run with one plain line that any script can read.
import type { Reporter, TestModule } from 'vitest/node';

function countIn(modules: readonly TestModule[], state: 'passed' | 'failed' | 'skipped'): number {
  return modules.reduce((sum, module) => sum + [...module.children.allTests(state)].length, 0);
}

/** A module that could not even be loaded counts as one failure. */
function brokenModules(modules: readonly TestModule[]): number {
  return modules.filter((module) => module.errors().length > 0).length;
}

// Vitest loads a reporter given by path through its default export.
// biome-ignore lint/style/noDefaultExport: the only way to name a reporter in the configuration
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const failed = countIn(modules, 'failed') + brokenModules(modules) + errors.length;
    const line = `${countIn(modules, 'passed')} passed, ${failed} failed, ${countIn(modules, 'skipped')} skipped`;
    process.on('exit', () => process.stdout.write(`${line}\n`));
  }
}
