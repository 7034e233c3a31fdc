import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './command.ts'

/** What each room of src may import besides itself. An arrow that is not here needs an argument, and an ADR. */
const allowed: Readonly<Record<string, ReadonlyArray<string>>> = {
  tensor: [],
  codec: [],
  random: [],
  expression: ['tensor'],
  'interpreters/ndarray': ['tensor'],
  'interpreters/dual': ['tensor'],
  'interpreters/text': ['tensor', 'expression'],
  'interpreters/cost': ['tensor', 'expression'],
  compiler: ['tensor', 'expression', 'interpreters/ndarray'],
  registry: ['tensor', 'codec'],
  layers: ['tensor', 'expression', 'codec', 'random', 'registry'],
  schedules: ['tensor', 'codec', 'registry'],
  losses: ['tensor', 'codec', 'random', 'registry', 'layers', 'schedules'],
  optimisers: ['tensor', 'codec', 'registry', 'schedules'],
  data: ['tensor', 'codec', 'random'],
  preprocessing: ['tensor', 'codec', 'registry', 'data'],
  model: [
    'tensor',
    'expression',
    'codec',
    'registry',
    'layers',
    'losses',
    'optimisers',
    'schedules',
    'interpreters/dual',
  ],
  format: ['codec', 'registry', 'data', 'layers', 'losses', 'model', 'optimisers', 'preprocessing', 'schedules'],
  dsl: ['tensor', 'layers', 'losses', 'model', 'format'],
  engines: [
    'tensor',
    'expression',
    'codec',
    'random',
    'data',
    'layers',
    'model',
    'compiler',
    'interpreters/ndarray',
    'interpreters/cost',
  ],
  training: [
    'tensor',
    'codec',
    'data',
    'engines',
    'layers',
    'losses',
    'model',
    'random',
    'format',
    'interpreters/ndarray',
    'interpreters/cost',
  ],
  tasks: [
    'tensor',
    'expression',
    'data',
    'engines',
    'layers',
    'model',
    'training',
    'interpreters/cost',
    'interpreters/text',
  ],
  fitted: [
    'tensor',
    'codec',
    'random',
    'data',
    'engines',
    'format',
    'model',
    'optimisers',
    'preprocessing',
    'schedules',
    'tasks',
    'training',
  ],
  laws: [
    'tensor',
    'expression',
    'codec',
    'random',
    'layers',
    'losses',
    'model',
    'optimisers',
    'schedules',
    'interpreters/ndarray',
    'interpreters/dual',
  ],
  cli: ['*'],
  'index.ts': ['*'],
}

/** Where `node:` may be imported: the edges. */
const edges = [/^cli\//, /^data\/files\//]

const source = join(root, 'src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

interface Module {
  readonly name: string
  readonly text: string
  readonly imports: ReadonlyArray<string>
}

const importsOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/(?:from|import)\s+'([^']+)'/g)].map(([, path = '']) => path)

const modules: ReadonlyArray<Module> = files.map((name) => {
  const text = readFileSync(join(source, name), 'utf8')
  return { name, text, imports: importsOf(text) }
})

const targetOf = (name: string, path: string): string => relative(source, resolve(dirname(join(source, name)), path))

const roomOf = (name: string): string => {
  const [first = name, second = ''] = name.split('/')
  return first === 'interpreters' ? `${first}/${second}` : first
}

const mayImport = (from: string, to: string): boolean => {
  const rooms = allowed[roomOf(from)] ?? []
  return roomOf(from) === roomOf(to) || rooms.some((room) => room === '*' || room === roomOf(to))
}

describe('the architecture', () => {
  it('is the whole of src', () => {
    expect(modules.length).toBeGreaterThan(100)
    expect([...new Set(files.map(roomOf))].toSorted()).toEqual(Object.keys(allowed).toSorted())
  })

  it('imports point one way', () => {
    const wrong = modules.flatMap(({ name, imports }) =>
      imports
        .filter((path) => path.startsWith('.'))
        .map((path) => targetOf(name, path))
        .filter((to) => !mayImport(name, to))
        .map((to) => `${name} → ${to}`),
    )
    expect(wrong).toEqual([])
  })

  it('every relative import names a file that is there', () => {
    const missing = modules.flatMap(({ name, imports }) =>
      imports
        .filter((path) => path.startsWith('.') && !files.includes(targetOf(name, path)))
        .map((path) => `${name}: ${path}`),
    )
    expect(missing).toEqual([])
  })

  it('the core runs in a browser: node: is imported at the edges alone', () => {
    const inner = modules.filter(
      ({ name, imports }) => imports.some((path) => path.startsWith('node:')) && !edges.some((edge) => edge.test(name)),
    )
    expect(inner.map(({ name }) => name)).toEqual([])
  })

  it('what the core imports leads to no edge', () => {
    const seen = new Set<string>()
    const visit = (name: string): void => {
      if (seen.has(name)) return
      seen.add(name)
      for (const path of importsOf(readFileSync(join(source, name), 'utf8')))
        if (path.startsWith('.')) visit(targetOf(name, path))
    }
    visit('index.ts')
    visit('laws/index.ts')
    expect([...seen].filter((name) => edges.some((edge) => edge.test(name)))).toEqual([])
  })

  it('fast-check is imported by the laws alone, ndarray by its interpreter alone', () => {
    const users = (library: RegExp): ReadonlyArray<string> => [
      ...new Set(modules.filter(({ imports }) => imports.some((path) => library.test(path))).map(({ name }) => name)),
    ]
    expect(users(/^fast-check$/).every((name) => name.startsWith('laws/'))).toBe(true)
    expect(users(/^ndarray(-ops)?$/).every((name) => name.startsWith('interpreters/ndarray/'))).toBe(true)
    expect(users(/^@optique\//)).toEqual(['cli/parser.ts'])
  })

  it('files stay small: one past 300 lines is a question to answer', () => {
    const long = modules.filter(({ text }) => text.split('\n').length > 300).map(({ name }) => name)
    expect(long).toEqual([])
  })

  it('barrels name what they export; only the root re-exports whole registries', () => {
    const stars = modules.filter(({ text }) => /^export \* from/m.test(text))
    expect(stars.map(({ name }) => name)).toEqual(['index.ts'])
    const targets = [...(stars[0]?.text.matchAll(/^export \* from '([^']+)'/gm) ?? [])].map(([, path]) => path)
    expect(targets.every((path = '') => path.endsWith('/registry.ts'))).toBe(true)
  })

  it('every registry row is a file of its own with one line in the registry', () => {
    for (const folder of ['layers', 'losses', 'optimisers', 'schedules', 'preprocessing']) {
      const lines =
        readFileSync(join(source, folder, 'registry.ts'), 'utf8').match(/^export \{.*\} from '\.\/[\w/]+\.ts'$/gm) ?? []
      const paths = lines.map((line) => /'(.+)'/.exec(line)?.[1])
      expect(new Set(paths).size, folder).toBe(lines.length)
      expect(lines.length, folder).toBeGreaterThan(1)
    }
  })

  it('no cycles', () => {
    const done = new Set<string>()
    const onPath: Array<string> = []
    const cycles: Array<string> = []
    const runtime = (name: string): ReadonlyArray<string> =>
      [
        ...readFileSync(join(source, name), 'utf8').matchAll(/^(?:import|export) (?!type )[^']*?from '(\.[^']+)'/gm),
      ].map(([, path = '']) => targetOf(name, path))
    const visit = (name: string): void => {
      if (onPath.includes(name)) cycles.push([...onPath.slice(onPath.indexOf(name)), name].join(' → '))
      if (done.has(name) || onPath.includes(name)) return
      onPath.push(name)
      runtime(name).forEach(visit)
      onPath.pop()
      done.add(name)
    }
    files.forEach(visit)
    expect(cycles).toEqual([])
  })
})
