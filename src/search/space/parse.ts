import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { decode, isPlain, settle, show } from '../../codec/index.ts'
import type { BuiltDistribution, Distributions, DistributionSpec } from '../distributions/index.ts'
import { buildDistribution, distributionCodec } from '../distributions/index.ts'
import type { Branch, Hyperparameter } from './hyperparameter.ts'
import { parentsFirst } from './hyperparameter.ts'

/** JSON with distributions in it. */
export type Node =
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'list'; readonly items: ReadonlyArray<Node> }
  | { readonly kind: 'object'; readonly entries: ReadonlyArray<readonly [key: string, node: Node]> }
  | { readonly kind: 'hyperparameter'; readonly name: string; readonly options?: ReadonlyArray<Node> }

/** A distribution that was found, with its place. */
interface Found {
  readonly name: string
  readonly where: string
  readonly spec: DistributionSpec
  readonly distribution: BuiltDistribution
  readonly branches: ReadonlyArray<Branch>
}

/** What was found in JSON so far. */
interface Findings {
  readonly distributions: Distributions
  readonly found: Array<Found>
  readonly faults: Array<Fault>
}

const below = (where: string, key: string | number): string =>
  typeof key === 'number' ? `${where}[${key}]` : where === '' ? key : `${where}.${key}`

const isConstant = (node: Node): node is Extract<Node, { kind: 'constant' }> => node.kind === 'constant'

/** The name of a hyperparameter: the one that it is given, or else its place. */
const nameOf = ({ name }: Readonly<Record<string, unknown>>, where: string): Fallible<string> => {
  if (name === undefined) return Either.right(where)
  if (typeof name === 'string' && name !== '') return Either.right(name)
  return Either.left([{ fault: 'wrong type', where: below(where, 'name'), expected: 'a name', found: show(name) }])
}

const distributionAt = (
  json: Readonly<Record<string, unknown>>,
  where: string,
  branches: ReadonlyArray<Branch>,
  { distributions, found, faults }: Findings,
): Found | undefined => {
  const { name: _, ...settings } = json
  const name = nameOf(json, where)
  const spec = decode(distributionCodec(distributions), settings, where)
  const built = Either.flatMap((decoded: DistributionSpec) => buildDistribution(distributions, decoded, where))(spec)
  if (Either.isLeft(name)) faults.push(...name.left)
  if (Either.isLeft(built)) faults.push(...built.left)
  if (Either.isLeft(spec) || Either.isLeft(built) || Either.isLeft(name)) return undefined
  const one = { name: name.right, where, spec: spec.right, distribution: built.right, branches }
  found.push(one)
  return one
}

const parseAt = (json: unknown, where: string, branches: ReadonlyArray<Branch>, findings: Findings): Node => {
  if (Array.isArray(json)) {
    const items = json.map((item: unknown, i) => parseAt(item, below(where, i), branches, findings))
    return items.every(isConstant) ? { kind: 'constant', value: json } : { kind: 'list', items }
  }
  if (!isPlain(json)) return { kind: 'constant', value: json }
  if ('distribution' in json) {
    const one = distributionAt(json, where, branches, findings)
    if (one === undefined) return { kind: 'constant', value: json }
    const { name, distribution } = one
    const options = distribution.options?.map((option, i) =>
      parseAt(option, `${where}.of[${i}]`, [...branches, { choice: name, option: i }], findings),
    )
    return { kind: 'hyperparameter', name, ...(options === undefined ? {} : { options }) }
  }
  const entries = Object.entries(json).map(
    ([key, value]) => [key, parseAt(value, below(where, key), branches, findings)] as const,
  )
  return entries.every(([, node]) => isConstant(node)) ? { kind: 'constant', value: json } : { kind: 'object', entries }
}

/** Two distributions of one name are alike: choices have equally many options, all others the same settings. */
const isAlike = (a: Found, b: Found): boolean =>
  a.distribution.options === undefined
    ? JSON.stringify(a.spec) === JSON.stringify(b.spec)
    : a.distribution.options.length === b.distribution.options?.length

const differs = ({ where, name }: Found, first: Found): Fault => ({
  fault: 'different distributions',
  where,
  expected: `the distribution that "${name}" has at ${first.where}`,
  found: 'another one',
  remedy: 'give it another name, or the same settings (choices: equally many options)',
})

/** Merges the distributions of one name. */
const merged = (found: ReadonlyArray<Found>, faults: Array<Fault>): ReadonlyArray<Hyperparameter> => {
  const byName = new Map<string, Array<Found>>()
  for (const one of found) byName.set(one.name, [...(byName.get(one.name) ?? []), one])
  return [...byName.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    faults.push(...others.filter((other) => !isAlike(first, other)).map((other) => differs(other, first)))
    const { name, distribution } = first
    return [{ name, distribution, when: [first, ...others].map(({ branches }) => branches) }]
  })
}

/** JSON as a tree, with its hyperparameters, choices before what stands in their options; or every fault in its distributions. */
export const parse = (
  distributions: Distributions,
  json: unknown,
): Fallible<{ readonly node: Node; readonly hyperparameters: ReadonlyArray<Hyperparameter> }> => {
  const findings: Findings = { distributions, found: [], faults: [] }
  const node = parseAt(json, '', [], findings)
  const faults = [...findings.faults]
  const hyperparameters = merged(findings.found, faults)
  return settle(faults, () => ({ node, hyperparameters: parentsFirst(hyperparameters) }))
}

/** JSON in which every hyperparameter has its value. */
export const resolve = (node: Node, values: Readonly<Record<string, number>>): unknown => {
  switch (node.kind) {
    case 'constant':
      return node.value
    case 'list':
      return node.items.flatMap((item) => {
        const value = resolve(item, values)
        // An option that is a list stands for all its items.
        return item.kind === 'hyperparameter' && Array.isArray(value) ? value : [value]
      })
    case 'object':
      return Object.fromEntries(node.entries.map(([key, value]) => [key, resolve(value, values)]))
    case 'hyperparameter': {
      const value = values[node.name]
      if (value === undefined) throw new Error(`no value of the hyperparameter ${node.name}`)
      const option = node.options?.[value]
      return option === undefined ? value : resolve(option, values)
    }
  }
}
