import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { extends: './vite.config.ts', test: { name: 'unit', environment: 'happy-dom', include: ['tests/unit/**/*.test.ts'] } },
      {
        test: {
          name: 'pages',
          environment: 'node',
          include: ['tests/pages/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
