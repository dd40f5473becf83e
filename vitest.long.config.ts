// `npm run test:long`: what takes minutes and draws anew each time. `npm test` does not run it.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
    include: ['test/long/*.long.ts'],
    reporters: ['default', './test/closing-line.ts'],
    pool: 'forks',
    maxWorkers: 1,
  },
});
