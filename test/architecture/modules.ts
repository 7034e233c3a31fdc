import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { root } from '../command.ts'

/** A module of src with what it imports. */
export interface Module {
  /** Its path below src. */
  readonly name: string
  readonly text: string
  /** As they are written: `./dense.ts`, `fp-ts/lib/Either.js`. */
  readonly imports: ReadonlyArray<string>
  /** The modules of src among them, by name. */
  readonly targets: ReadonlyArray<string>
}

const source = join(root, 'src')

const importsOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/(?:from|import)\s+'([^']+)'|import\('([^']+)'\)/g)].map(([, path, lazy]) => path ?? lazy ?? '')

const targetOf = (name: string, path: string): string => relative(source, resolve(dirname(join(source, name)), path))

/** Every module of src. */
export const modules: ReadonlyArray<Module> = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const text = readFileSync(join(source, name), 'utf8')
    const imports = importsOf(text)
    const targets = imports.filter((path) => path.startsWith('.')).map((path) => targetOf(name, path))
    return { name, text, imports, targets }
  })

/** Folders of a folder that are rooms of their own. */
const inner = /^(?:interpreters|tasks\/(?:densities|scores|thresholds))$/

/** The room of a module: its first folder; each interpreter is a room, and so are definitions that tasks are chosen by. */
export const roomOf = (name: string): string => {
  const [first = name, second = ''] = name.split('/')
  return inner.test(first) || inner.test(`${first}/${second}`) ? `${first}/${second}` : first
}
