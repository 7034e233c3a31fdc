import type { Expression } from '../../expression/expression.ts'
import { nodesOf } from '../../expression/expression.ts'
import type { Names, Style } from './formula.ts'
import { bare, draw } from './formula.ts'

/** A name with the expression that it stands for. */
type Equation = readonly [name: string, value: Expression]

/** A formula shorter than this is written out wherever it is used. */
const minimumLength = 10

const letters = ['s', 'r', 'q', 'p', 'u', 'v', 'w', 'a', 'e', 'f', 'g', 'h', 'k', 'l']

/** Names that nothing else has: s, r, q, …, then s2, r2, … */
const freshNames = (taken: ReadonlySet<string>): (() => string) => {
  let count = 0
  return () => {
    for (;;) {
      const [letter = 's', round] = [letters[count % letters.length], Math.floor(count / letters.length)]
      count++
      const name = round === 0 ? letter : `${letter}${round + 1}`
      if (!taken.has(name)) return name
    }
  }
}

const isLeaf = ({ operands }: Expression): boolean => operands.length === 0

/** Names by what formulas show; what only reshapes an input keeps the name of the input. */
const namesOfBare = (names: Names): Map<Expression, string> =>
  new Map(
    [...names].flatMap(([node, name]) =>
      isLeaf(bare(node)) && bare(node) !== node ? [] : [[bare(node), name] as const],
    ),
  )

/** How often each expression is used by others. */
const countUses = (nodes: ReadonlyArray<Expression>): ReadonlyMap<Expression, number> => {
  const uses = new Map<Expression, number>()
  const transparent = (node: Expression): boolean => bare(node) !== node
  for (const node of nodes)
    if (!transparent(node))
      for (const operand of node.operands) {
        const used = bare(operand)
        uses.set(used, (uses.get(used) ?? 0) + 1)
      }
  return uses
}

/** The part of a formula, not yet named, whose own formula is longest without passing a length. */
const longestPart = (root: Expression, names: Names, style: Style, maximum: number): Expression | undefined => {
  const visible: Array<readonly [node: Expression, length: number]> = []
  const visit = (node: Expression): void => {
    const part = bare(node)
    if (names.has(part) || isLeaf(part)) return
    const { length } = draw(part, style, names)
    if (length <= maximum) visible.push([part, length])
    else part.operands.forEach(visit)
  }
  bare(root).operands.forEach(visit)
  const [longest] = visible.toSorted(([, a], [, b]) => b - a)
  return longest !== undefined && longest[1] >= minimumLength ? longest[0] : undefined
}

/**
 * Equations as lines, each of at most `width` characters where their parts allow it. A sub-expression that is used
 * twice, or that makes a line too long, gets a name, which a line below explains: `where s = σ(x)`.
 */
export const equations = (
  results: ReadonlyArray<Equation>,
  style: Style,
  { names: given = new Map(), width = 120 }: { readonly names?: Names; readonly width?: number } = {},
): ReadonlyArray<string> => {
  const names = namesOfBare(given)
  const nodes = nodesOf(results.map(([, value]) => value))
  const inputs = nodes.flatMap(({ attributes: { name } }) => (name === undefined ? [] : [name]))
  const fresh = freshNames(new Set([...inputs, ...names.values(), ...results.map(([name]) => name)]))
  const definitions: Array<Equation> = []
  const define = (node: Expression): void => {
    const name = fresh()
    shorten([name, node])
    definitions.push([name, node])
    names.set(node, name)
  }
  /** Names parts of an equation until it fits. */
  const shorten = ([name, value]: Equation): void => {
    for (;;) {
      const room = width - name.length - ' = '.length
      if (drawWithoutOwnName(value).length <= room) return
      const part = longestPart(value, names, style, Math.floor(room / 2))
      if (part === undefined) return
      define(part)
    }
  }
  /** The right-hand side of an equation whose left-hand side may be the name of the value itself. */
  const drawWithoutOwnName = (value: Expression): string => {
    const node = bare(value)
    const own = names.get(node)
    if (own === undefined || isLeaf(node)) return draw(value, style, names)
    names.delete(node)
    const text = draw(value, style, names)
    names.set(node, own)
    return text
  }
  const uses = countUses(nodes)
  for (const node of nodes) {
    const isShared = (uses.get(node) ?? 0) > 1 && bare(node) === node && !isLeaf(node) && !names.has(node)
    if (isShared && draw(node, style, names).length >= minimumLength) define(node)
  }
  results.forEach(shorten)
  return [
    ...results.map(([name, value]) => `${name} = ${drawWithoutOwnName(value)}`),
    ...definitions.map(([name, value], i) => `${i === 0 ? 'where ' : '      '}${name} = ${drawWithoutOwnName(value)}`),
  ]
}
