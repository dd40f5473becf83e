// The test run: every *.test.ts, one real PostgreSQL for all, three files at a time.
import { defineConfig } from 'vitest/config';
import { alone, LongestFirst, rooms } from './test/kit/test-order.ts';

const common = {
  exclude: ['**/node_modules/**', '.data/**'],
  setupFiles: ['test/kit/seed.ts'],
  testTimeout: 120_000,
  // What comes, comes: on a busy machine later.
  expect: { poll: { timeout: 30_000 } },
  hookTimeout: 120_000,
  pool: 'forks' as const,
};

export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
    reporters: [process.env.CI ? 'dot' : 'default', './test/closing-line.ts'],
    // Said by the bot's library of each refused token, with every key it knows.
    onConsoleLog: (line) => (line.startsWith('Error finding key for token') ? false : undefined),
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      // Whole processes, servers and browsers: each file has a process of its own.
      { test: { ...common, name: alone, include: ['test/*.test.ts', 'test/infra/**/*.test.ts'] } },
      // Files of one room share processes, which saves loading the same modules a hundred times.
      ...rooms.map((name) => ({ test: { ...common, name, include: [`${name}/**/*.test.ts`], isolate: false } })),
    ],
  },
});
