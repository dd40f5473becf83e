// The test run: every *.test.ts, one real PostgreSQL for all, three files at a time.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '.data/**'],
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/kit/seed.ts'],
    reporters: [process.env.CI ? 'dot' : 'default', './test/closing-line.ts'],
    // Said by the bot's library of each refused token, with every key it knows.
    onConsoleLog: (line) => (line.startsWith('Error finding key for token') ? false : undefined),
    testTimeout: 120_000,
    // What comes, comes: on a busy machine later.
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 3,
  },
});
