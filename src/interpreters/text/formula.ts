import type { Expression } from '../../expression/expression.ts'
import type { Primitive } from '../../tensor/tensor.ts'

/** How formulas are written. */
export type Style = 'plain' | 'latex'

/** A formula with how tightly it binds: 1 sums, 1.5 sums over an axis, 2 products, 3 prefixes, 4 powers, 5 names. */
interface Formula {
  readonly text: string
  readonly binds: number
}

/** Names for expressions that are known by one: inputs, parameters, the output in a pullback. */
export type Names = ReadonlyMap<Expression, string>

type Rule = (
  operands: ReadonlyArray<Formula>,
  style: Style,
  node: Expression,
  of: (node: Expression) => Formula,
) => Formula

const atom = (text: string): Formula => ({ text, binds: 5 })

const wrap = ({ text, binds }: Formula, least: number): string => (binds >= least ? text : `(${text})`)

const at = (operands: ReadonlyArray<Formula>, i: number): Formula => operands[i] ?? atom('?')

const call =
  (plain: string, latex = `\\mathrm{${plain}}`): Rule =>
  (operands, style) =>
    atom(`${style === 'plain' ? plain : latex}(${operands.map(({ text }) => text).join(', ')})`)

const infix =
  (plain: string, latex: string, binds: number): Rule =>
  (operands, style) => {
    const sign = style === 'plain' ? plain : latex
    return { text: `${wrap(at(operands, 0), binds)} ${sign} ${wrap(at(operands, 1), binds + 0.5)}`, binds }
  }

const isNumber = ({ text }: Formula): boolean => /^-?[\d.]+(e-?\d+)?$/.test(text)

/** A factor that is a number stands in front; other products are entry by entry. */
const product: Rule = (operands, style, node, of) => {
  const [a, b] = [at(operands, 0), at(operands, 1)]
  if (isNumber(b) && !isNumber(a)) return product([b, a], style, node, of)
  if (a.text === '1') return b
  const sign = isNumber(a) ? (style === 'plain' ? '·' : ' ') : style === 'plain' ? ' ⊙ ' : ' \\odot '
  return { text: `${wrap(a, 2)}${sign}${wrap(b, 3)}`, binds: 2 }
}

const quotient: Rule = (operands, style) =>
  style === 'plain'
    ? { text: `${wrap(at(operands, 0), 2)} / ${wrap(at(operands, 1), 3)}`, binds: 2 }
    : atom(`\\frac{${at(operands, 0).text}}{${at(operands, 1).text}}`)

const transposed = (formula: Formula, style: Style): Formula => ({
  text: `${wrap(formula, 5)}${style === 'plain' ? 'ᵀ' : '^\\top'}`,
  binds: 4,
})

const matmul: Rule = (operands, style, { attributes: { transpose = {} } }) => {
  const [a, b] = [at(operands, 0), at(operands, 1)]
  const [left, right] = [
    transpose.a === true ? transposed(a, style) : a,
    transpose.b === true ? transposed(b, style) : b,
  ]
  return { text: `${wrap(left, 2)}${style === 'plain' ? '·' : ' '}${wrap(right, 3)}`, binds: 2 }
}

const axisNames = ['n', 'i', 'j', 'k', 'l']

/** Σₙ, or Σ over several axes. */
const over =
  (plain: string, latex: string): Rule =>
  (operands, style, { attributes: { axes = [] } }) => {
    const names = axes.map((axis) => axisNames[axis] ?? String(axis)).join('')
    const sign = style === 'plain' ? `${plain}_${names}` : `${latex}_{${names}}`
    return { text: `${sign} ${wrap(at(operands, 0), 2)}`, binds: 1.5 }
  }

const extent: Rule = (_operands, style, { attributes: { axes = [] } }) => {
  const names = axes.map((axis) => (axis === 0 ? 'N' : `|${axisNames[axis] ?? axis}|`))
  return { text: names.join(style === 'plain' ? '·' : ' ') || '1', binds: names.length > 1 ? 2 : 5 }
}

/** What repeats or lays out numbers anew is not written: the reader sees the shapes. */
const same: Rule = (operands) => at(operands, 0)

const significant = (value: number): string => String(Number(value.toPrecision(6)))

const constant: Rule = (_operands, style, { attributes: { values = [] }, shape }) => {
  const [first] = Array.from(values)
  if (first !== undefined && values.length === 1) return atom(significant(first))
  return atom(style === 'plain' ? `const[${shape.length}]` : '\\mathrm{const}')
}

const isNegated = ({ text, binds }: Formula): boolean => binds === 3 && text.startsWith('−')

const withoutSign = ({ text }: Formula): Formula => atom(text.slice(1))

/** −a, where a is a negated expression or a number. */
const negated = (node: Expression, of: (node: Expression) => Formula): Formula | undefined => {
  const a = bare(node)
  const { values = [] } = a.attributes
  if (a.primitive === 'constant' && values.length === 1)
    return of({ ...a, attributes: { values: [-(values[0] ?? 0)] } })
  return a.primitive === 'neg' && of(a).binds === 3 ? of(a.operands[0] ?? a) : undefined
}

/** −max(−a, −b) is the lesser of two. */
const negation: Rule = (operands, style, { operands: [inner] }, of) => {
  const isMaximum = inner?.primitive === 'maximum' && at(operands, 0).text.endsWith(')')
  const [a, b] = isMaximum ? inner.operands.map((operand) => negated(operand, of)) : []
  if (a !== undefined && b !== undefined) return atom(`${style === 'plain' ? 'min' : '\\min'}(${a.text}, ${b.text})`)
  return { text: `−${wrap(at(operands, 0), 3)}`, binds: 3 }
}

/** a + −b is a − b. */
const sum: Rule = (operands, style, node, of) => {
  const [a, b] = [at(operands, 0), at(operands, 1)]
  const [plus, minus] = [infix('+', '+', 1), infix('−', '-', 1)]
  return isNegated(b) ? minus([a, withoutSign(b)], style, node, of) : plus(operands, style, node, of)
}

/** How each primitive is written. */
const rules: Readonly<Record<Primitive, Rule>> = {
  constant,
  extent,
  neg: negation,
  abs: (operands) => atom(`|${at(operands, 0).text}|`),
  sign: call('sign'),
  floor: (operands, style) =>
    atom(style === 'plain' ? `⌊${at(operands, 0).text}⌋` : `\\lfloor ${at(operands, 0).text} \\rfloor`),
  exp: call('exp', '\\exp'),
  log: call('log', '\\log'),
  sqrt: (operands, style) => atom(style === 'plain' ? `√(${at(operands, 0).text})` : `\\sqrt{${at(operands, 0).text}}`),
  sin: call('sin', '\\sin'),
  cos: call('cos', '\\cos'),
  tanh: call('tanh', '\\tanh'),
  sigmoid: call('σ', '\\sigma'),
  softplus: call('softplus'),
  erf: call('erf'),
  stopGradient: call('sg', '\\operatorname{sg}'),
  add: sum,
  sub: infix('−', '-', 1),
  mul: product,
  div: quotient,
  maximum: call('max', '\\max'),
  greater: (operands) => atom(`[${at(operands, 0).text} > ${at(operands, 1).text}]`),
  where: (operands, style) => {
    const [mask, a, b] = [at(operands, 0).text, at(operands, 1).text, at(operands, 2).text]
    return style === 'plain'
      ? { text: `${a} if ${mask} else ${b}`, binds: 0 }
      : atom(`\\begin{cases} ${a} & ${mask} \\\\ ${b} & \\text{else} \\end{cases}`)
  },
  sum: over('Σ', '\\sum'),
  max: over('max', '\\max'),
  topMask: call('top'),
  matmul,
  conv: infix('∗', '\\ast', 2),
  convInput: infix('∗ᵀ', '\\ast^\\top', 2),
  convKernel: infix('⋆', '\\star', 2),
  expand: same,
  reshape: same,
  transpose: (operands, style) => transposed(at(operands, 0), style),
  slice: call('slice'),
  pad: call('pad'),
  concat: (operands) => atom(`[${operands.map(({ text }) => text).join(', ')}]`),
  gather: call('gather'),
  scatter: call('scatter'),
}

/** The expression itself, without repeating and reshaping, which formulas do not show. */
export const bare = (node: Expression): Expression => {
  const [operand] = node.operands
  return operand !== undefined && (node.primitive === 'expand' || node.primitive === 'reshape') ? bare(operand) : node
}

const formula = (node: Expression, names: Names, style: Style): Formula => {
  const of = (other: Expression): Formula => formula(other, names, style)
  const name = names.get(node)
  if (name !== undefined) return atom(name)
  if (node.primitive === 'input') return atom(node.attributes.name ?? '?')
  return rules[node.primitive](node.operands.map(of), style, node, of)
}

/** An expression as a formula; `names` stops the descent at what has a name. */
export const draw = (node: Expression, style: Style, names: Names = new Map()): string =>
  formula(node, names, style).text
