/** Every program in the documents and every `@example` in a docblock runs. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import * as isthmus from '../../src/index.ts'
import * as laws from '../../src/laws/index.ts'
import { root } from '../command.ts'

interface Example {
  readonly name: string
  readonly code: string
}

const markdown = (path: string): ReadonlyArray<Example> => {
  const blocks = [...readFileSync(join(root, path), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, code = '']) => code,
  )
  // The programs of a how-to build on each other; those of other pages stand alone.
  const joined = path.includes('how-to') ? [blocks.join('\n')] : blocks
  return joined.map((code, i) => ({ name: `${path}, program ${i + 1}`, code }))
}

const docblocks = (path: string): ReadonlyArray<Example> =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/@example\n([\s\S]*?)\n\s*\*\//g)].map(([, body = ''], i) => ({
    name: `${path}, example ${i + 1}`,
    code: body
      .split('\n')
      .map((line) => line.replace(/^\s*\* ?/, ''))
      .join('\n'),
  }))

const under = (folder: string, ending: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))

/** Runs code with everything that the package exports in scope; what it exports by default is the result. */
const run = (code: string): unknown => {
  const scope: Readonly<Record<string, unknown>> = { ...isthmus, ...laws }
  const body = code.replaceAll(/^import [\s\S]*?from '[^']+'$/gm, '').replace(/^export default /m, 'return ')
  const { outputText } = ts.transpileModule(body, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
  // oxlint-disable-next-line typescript/no-implied-eval -- running the examples of our own documents is the point
  const program = new Function(...Object.keys(scope), outputText)
  return program(...Object.values(scope))
}

const examples = [
  ...['README.md', 'CONTRIBUTING.md', ...under('docs', '.md')].flatMap(markdown),
  ...under('src', '.ts').flatMap(docblocks),
]

describe('every example runs', () => {
  it('more than ten examples are found', () => expect(examples.length).toBeGreaterThan(10))
  for (const { name, code } of examples) it(name, () => expect(() => run(code)).not.toThrow())
})
