import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** `vitest run` is the quick check; `vitest run --mode all` is the whole one, on many more random cases. */
export default defineConfig(({ mode }) => ({
  resolve: {
    alias: {
      'isthmus/laws': here('./src/laws/index.ts'),
      'isthmus/node': here('./src/node/index.ts'),
      isthmus: here('./src/index.ts'),
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    env: mode === 'all' ? { ISTHMUS_WHOLE: '1' } : {},
    testTimeout: 300_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
}))
