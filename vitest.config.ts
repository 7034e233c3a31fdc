import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: {
      'isthmus/laws': here('./src/laws/index.ts'),
      'isthmus/node': here('./src/node/index.ts'),
      isthmus: here('./src/index.ts'),
    },
  },
  test: { include: ['test/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 120_000, pool: 'forks', maxWorkers: 2 },
})
