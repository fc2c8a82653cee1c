import { defineConfig } from 'vitest/config';

// Two forks at most: the suites start worker pools and servers of their own, on machines of two cores.
export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/silent-about-secrets.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
