/** Writes docs/reference.md and docs/math.md from the registries: `npm run reference`; documents.test.ts compares them. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import type { JsonSchema } from '../../src/codec/index.ts'
import { equations } from '../../src/interpreters/text/index.ts'
import type { LayerCase } from '../../src/laws/layer.ts'
import { layerCases } from '../../src/laws/layer.ts'
import type { LayerDefinition } from '../../src/layers/index.ts'
import { buildNetwork, layers, layersCodec } from '../../src/layers/index.ts'
import type { BuiltTerm, Evaluated, TermDefinition, TermInput } from '../../src/losses/index.ts'
import { termContext, termNested, terms } from '../../src/losses/index.ts'
import { updates } from '../../src/optimisers/index.ts'
import { steps } from '../../src/preprocessing/index.ts'
import { rateCodec, schedules } from '../../src/schedules/index.ts'
import type { Expression } from '../../src/expression/expression.ts'
import { expressions, input, nodesOf } from '../../src/expression/expression.ts'
import { thresholds } from '../../src/tasks/thresholds/index.ts'
import { architectureText } from '../architecture/document.ts'
import * as Named from '../../src/tensor/named.ts'
import { batch, rowsOf } from '../../src/tensor/shape.ts'

const folder = fileURLToPath(new URL('../../docs/', import.meta.url))

/** What a setting may be, in words. */
const words = (schema: JsonSchema): string => {
  if ('$ref' in schema)
    return schema.$ref.endsWith('layers')
      ? 'layers'
      : schema.$ref.endsWith('likelihood')
        ? 'a term that compares'
        : 'a schedule'
  if ('oneOf' in schema) return schema.oneOf.map(words).join(' or ')
  if ('const' in schema) return `"${schema.const}"`
  if (schema.type === 'string') return schema.enum?.map((word) => `"${word}"`).join(', ') ?? 'a name'
  if (schema.type === 'array') return `a list of ${words(schema.items)}`
  if (schema.type === 'number' || schema.type === 'integer') {
    const low =
      schema.minimum === undefined
        ? schema.exclusiveMinimum === undefined
          ? ''
          : ` > ${schema.exclusiveMinimum}`
        : ` ≥ ${schema.minimum}`
    const high =
      schema.maximum === undefined
        ? schema.exclusiveMaximum === undefined
          ? ''
          : ` < ${schema.exclusiveMaximum}`
        : ` ≤ ${schema.maximum}`
    return `${schema.type === 'integer' ? 'a whole number' : 'a number'}${[low, high].filter((part) => part !== '').join(',')}`
  }
  return schema.type === 'boolean' ? 'true or false' : 'an object'
}

const settingsOf = (schema: JsonSchema): string =>
  'properties' in schema
    ? Object.entries(schema.properties)
        .map(([key, property]) => `\`${key}\`${schema.required.includes(key) ? '' : '?'} ${words(property)}`)
        .join('; ')
    : ''

interface Entry {
  readonly name: string
  readonly summary: string
  readonly schema: JsonSchema
}

const table = (title: string, entries: ReadonlyArray<Entry>): string =>
  [
    `## ${title}`,
    '',
    '| name | what it does | settings |',
    '| --- | --- | --- |',
    ...entries.map(({ name, summary, schema }) => `| \`${name}\` | ${summary} | ${settingsOf(schema)} |`),
    '',
  ].join('\n')

const rate = rateCodec(schedules)
const nested = termNested(terms)(rate)

/** Everything a spec may name, with its settings; `?` marks what may be left out. */
export const referenceText = (): string =>
  [
    '# Reference',
    '',
    'Everything that a spec, or `detect`, may name. A `?` marks a setting that may be left out. Made from the registries by',
    '`npm run reference`.',
    '',
    table(
      'Layers',
      Object.values(layers).map(({ name, summary, codec }) => ({
        name,
        summary,
        schema: codec(layersCodec(layers)).schema,
      })),
    ),
    table(
      'Loss terms',
      Object.values(terms).map(({ name, summary, codec }) => ({ name, summary, schema: codec(nested).schema })),
    ),
    table(
      'Updates',
      Object.values(updates).map(({ name, summary, codec }) => ({ name, summary, schema: codec(rate).schema })),
    ),
    table(
      'Schedules',
      Object.values(schedules).map(({ name, summary, codec }) => ({ name, summary, schema: codec(rate).schema })),
    ),
    table(
      'Preprocessing',
      Object.values(steps).map(({ name, summary, codec }) => ({ name, summary, schema: codec({}).schema })),
    ),
    table(
      'Thresholds of `detect`',
      Object.values(thresholds).map(({ name, summary, codec }) => ({ name, summary, schema: codec({}).schema })),
    ),
  ].join('\n')

const symbols: Readonly<Record<string, string>> = { weight: 'W', bias: 'b' }
const symbolOf = (name: string): string => {
  const local = name.replace(/^0\./, '')
  return symbols[local] ?? local
}

/** The simplest of many cases of a layer. */
const simplest = (cases: ReadonlyArray<LayerCase>): LayerCase | undefined =>
  cases.toSorted(
    (a, b) => a.sizes.length - b.sizes.length || JSON.stringify(a.settings).length - JSON.stringify(b.settings).length,
  )[0]

/** Programs of more operations than this are not printed: unrolled over time, formulas have no end. */
const longest = 80

const layerMath = (layer: string, { built, sizes, settings }: LayerCase): string => {
  const parameters = {
    ...Named.map(built.parameters, ({ shape }, name) => input(symbolOf(name), shape)),
    ...Named.map(built.shared, ({ shape }, name) => input(symbolOf(name), shape)),
  }
  const noise = Named.map(built.noise, ({ shape, per }, name) =>
    input(symbolOf(name), per === 'row' ? rowsOf(shape) : shape),
  )
  const x = input('x', rowsOf(sizes))
  const buffers = Named.map(built.buffers, ({ shape }, name) => input(symbolOf(name), shape))
  const condition = built.condition === undefined ? undefined : input('c', rowsOf([built.condition]))
  const stage = built.program(expressions, { x, parameters, buffers, noise, condition })
  const { dx, dparameters } = stage.pullback(input('dy', rowsOf(built.output)), {})
  const results = [stage.y, dx, ...Object.values(dparameters)]
  if (nodesOf(results).length > longest) return `Its equations are in the docblock of \`${layer}\`.`
  const names = stage.y === x ? new Map<Expression, string>() : new Map([[stage.y, 'y']])
  const cotangents = Object.entries(dparameters).map(([name, d]) => [`d${symbolOf(name)}`, d] as const)
  return printed([
    JSON.stringify(settings),
    '',
    ...equations([['y', stage.y], ['dx', dx], ...cotangents], 'plain', { names }),
  ])
}

const printed = (lines: ReadonlyArray<string>): string => lines.map((line) => `    ${line}`.trimEnd()).join('\n')

const auxSymbols: Readonly<Record<string, string>> = { code: 'z', mean: 'μ', logVariance: 's' }
const auxSymbol = (name: string): string => auxSymbols[name] ?? name

/** Terms of more lines than this are not printed. */
const mostLines = 20

/** A linear map y = x·M as a network. */
const linearMap =
  (name: string): ((x: Expression) => Evaluated<Expression>) =>
  (x) => {
    const m = input(name, [4, 4])
    const at = (a: Expression) => expressions.matmul(a, m)
    const vjp = (dy: Expression) => ({ dx: expressions.matmul(dy, m, { b: true }), dparameters: {} })
    return { y: at(x), buffers: {}, vjp, jvp: (v) => ({ value: at(v), vjp }) }
  }

/** The inputs of a term on symbols. */
const symbolsFor = (term: BuiltTerm): TermInput<Expression> => {
  const matrix = (name: string): Expression => input(name, [batch, 4])
  return {
    target: matrix('t'),
    output: input('y', rowsOf(term.outputSizes ?? [4])),
    aux: Object.fromEntries(term.needs.map((name) => [name, matrix(auxSymbol(name))])),
    parameters: {
      'encoder.0.weight': input('W', [4, 4]),
      ...Named.map(term.parameters, (shape) => input('W', shape)),
    },
    noise: Named.map(term.noise, ({ shape, per }, name) => input(name, per === 'row' ? rowsOf(shape) : shape)),
    encoder: linearMap('J')(matrix('x')),
    decoder: { at: linearMap('J') },
    discriminator: { at: discriminatorSymbols },
  }
}

/** The discriminator d(z) = z·D. */
const discriminatorSymbols = (codes: Expression): Evaluated<Expression> => {
  const weight = input('D', [4, 1])
  const at = (a: Expression) => expressions.reshape(expressions.matmul(a, weight), [batch])
  const vjp = (dy: Expression) => ({
    dx: expressions.matmul(expressions.reshape(dy, [batch, 1]), weight, { b: true }),
    dparameters: {},
  })
  return { y: at(codes), buffers: {}, vjp, jvp: (v) => ({ value: at(v), vjp }) }
}

const termMath = ({ name, build, example = {} }: TermDefinition): string => {
  const elsewhere = `Its equations are in the docblock of ${name}.ts in src/losses.`
  const built = build(example, { input: [4], code: [4] }, termContext(terms, rate, name))
  if (Either.isLeft(built)) return elsewhere
  const { value, pullback } = built.right.run(expressions, symbolsFor(built.right))
  const { doutput, daux = {}, dparameters = {} } = pullback(input('dL', []))
  const cotangents = [
    ...(doutput === undefined ? [] : [['dy', doutput] as const]),
    ...Object.entries(daux).map(([name, d]) => [`d${auxSymbol(name)}`, d] as const),
    ...Object.values(dparameters).map((d) => ['dW', d] as const),
  ]
  const lines = equations([['L', value], ...cotangents], 'plain')
  return lines.length > mostLines ? elsewhere : printed(lines)
}

/** Inputs to show an example of a layer on: the first that it accepts. */
const exampleSizes = [[4], [4, 4], [4, 4, 4]]

/** The case of a definition's example; without one, the simplest of many random cases. */
const shownCase = (row: LayerDefinition): LayerCase | undefined => {
  const { example, name } = row
  if (example === undefined) return simplest(fc.sample(layerCases(row, layers), { numRuns: 60, seed: 1 }))
  const [shown] = exampleSizes.flatMap((sizes) => {
    const result = buildNetwork(layers, [{ ...example, layer: name }], sizes, name)
    return Either.isRight(result) ? [{ settings: example, sizes, rows: 1, seed: 1, built: result.right }] : []
  })
  if (shown === undefined)
    throw new Error(`the example of layer "${name}" does not build on ${JSON.stringify(exampleSizes)}`)
  return shown
}

const layerSections = (): ReadonlyArray<string> =>
  Object.values(layers).map((row) => {
    const one = shownCase(row)
    return [`### ${row.name}`, '', row.summary, '', one === undefined ? '' : layerMath(row.name, one), ''].join('\n')
  })

const termSections = (): ReadonlyArray<string> =>
  Object.values(terms).flatMap((row) =>
    row.name === 'gradientPenalty'
      ? [
          `### gradientPenalty\n\n${row.summary}\n\n    L = Σₙ Σₖ ‖J vₖ‖² / N      dz, dθ = dL · Σₖ ∂⟨uₖ, J vₖ⟩/∂(z, θ) with uₖ = 2 J vₖ / N held fixed\n`,
        ]
      : row.name === 'contractive'
        ? [
            `### contractive\n\n${row.summary}\n\n    L = Σₖ ‖Jᵀuₖ‖² / N      dθ = dL · ∂⟨uₖ, J vₖ⟩/∂θ with vₖ = 2 Jᵀuₖ / N held fixed\n`,
          ]
        : [[`### ${row.name}`, '', row.summary, '', termMath(row), ''].join('\n')],
  )

/** The equations of every layer and term, printed by the text interpreter from the programs that run. */
export const mathText = (): string =>
  [
    '# The mathematics',
    '',
    'Printed by the text interpreter from the very programs that run (`npm run reference`): what each layer gives and what',
    'its pullback gives back. Repeating and reshaping are not written; ⊙ is entry by entry, · a product of matrices,',
    '[a > b] is 1 or 0, σ the logistic function, N the number of rows. Sources stand in the docblocks in `src`.',
    '',
    '## Layers',
    '',
    ...layerSections(),
    '## Loss terms',
    '',
    't is the target, y the output, z the code, W a weight; dL is the cotangent of the loss.',
    '',
    ...termSections(),
  ].join('\n')

export const documents: Readonly<Record<string, () => string>> = {
  'architecture.md': architectureText,
  'reference.md': referenceText,
  'math.md': mathText,
}

if (process.argv[1]?.endsWith('test/docs/documents.ts') === true)
  for (const [name, text] of Object.entries(documents)) writeFileSync(`${folder}${name}`, `${text().trimEnd()}\n`)
