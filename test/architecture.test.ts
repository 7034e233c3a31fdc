import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { modules, roomOf } from './architecture/modules.ts'
import { rooms } from './architecture/rooms.ts'
import { walks } from './architecture/walks.ts'
import { root } from './command.ts'

/** Where `node:` may be imported: the edges. */
const edges = [/^cli\//, /^node\//, /^data\/files\//]

const source = join(root, 'src')
const files = new Set(modules.map(({ name }) => name))

const mayImport = (from: string, to: string): boolean => {
  const imports = rooms[roomOf(from)]?.imports ?? []
  return roomOf(from) === roomOf(to) || imports.some((room) => room === '*' || room === roomOf(to))
}

const targetsOf = new Map(modules.map(({ name, targets }) => [name, targets]))

describe('the architecture', () => {
  it('is the whole of src', () => {
    expect(modules.length).toBeGreaterThan(100)
    expect([...new Set([...files].map(roomOf))].toSorted()).toEqual(Object.keys(rooms).toSorted())
  })

  it('imports point one way', () => {
    const wrong = modules.flatMap(({ name, targets }) =>
      targets.filter((to) => !mayImport(name, to)).map((to) => `${name} → ${to}`),
    )
    expect(wrong).toEqual([])
  })

  it('every relative import names a file that is there', () => {
    const missing = modules.flatMap(({ name, targets }) =>
      targets.filter((to) => !files.has(to)).map((to) => `${name}: ${to}`),
    )
    expect(missing).toEqual([])
  })

  it('the walks through it name files that are there', () => {
    const steps = walks.flatMap(({ steps }) => steps.map(({ file }) => file))
    expect(steps.filter((file) => !files.has(file))).toEqual([])
  })

  it('the walks through it name what is in each file, and stay short', () => {
    const textOf = new Map(modules.map(({ name, text }) => [name, text]))
    const unknown = walks.flatMap(({ steps }) =>
      steps.flatMap(({ file, what }) =>
        [...what.matchAll(/`(\w+)/g)].flatMap(([, name = '']) =>
          new RegExp(`\\b${name}\\b`).test(textOf.get(file) ?? '') ? [] : [`${file}: ${name}`],
        ),
      ),
    )
    expect(unknown).toEqual([])
    expect(walks.filter(({ steps, limit }) => steps.length > limit).map(({ title }) => title)).toEqual([])
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
      targetsOf.get(name)?.forEach(visit)
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

  it('barrels name what they export; only what the package exports names whole registries', () => {
    const stars = modules.filter(({ text }) => /^export \* from/m.test(text))
    expect(stars.map(({ name }) => name).toSorted()).toEqual(['api/schedules.ts', 'index.ts'])
    const targets = stars.flatMap(({ text }) =>
      [...text.matchAll(/^export \* from '([^']+)'/gm)].map(([, path]) => path),
    )
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

  it('no cycles, type imports counted', () => {
    const done = new Set<string>()
    const onPath: Array<string> = []
    const cycles: Array<string> = []
    const visit = (name: string): void => {
      if (onPath.includes(name)) cycles.push([...onPath.slice(onPath.indexOf(name)), name].join(' → '))
      if (done.has(name) || onPath.includes(name)) return
      onPath.push(name)
      targetsOf.get(name)?.forEach(visit)
      onPath.pop()
      done.add(name)
    }
    files.forEach(visit)
    expect(cycles).toEqual([])
  })
})
