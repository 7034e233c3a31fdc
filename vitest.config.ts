import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Tests that need a process in which no engine was loaded before. */
const alone = ['test/engines/auto.test.ts']

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
    env: mode === 'all' ? { ISTHMUS_WHOLE: '1' } : {},
    testTimeout: 300_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // These tests change no module, so that a worker loads the library once and not for each file.
        test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: alone, isolate: false },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
}))
