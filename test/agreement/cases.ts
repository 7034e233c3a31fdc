import fc from 'fast-check'
import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Settings } from '../../src/codec/index.ts'
import type { LayerRow, LayerSpec, Network } from '../../src/layers/index.ts'
import { denseRow } from '../../src/layers/dense.ts'
import { buildNetwork, layersCodec, mirrorLayers } from '../../src/layers/index.ts'
import type { Domain, TermRow, TermSizes, TermSpec } from '../../src/losses/index.ts'
import { valuesOf } from '../../src/laws/arbitrary.ts'
import { layerCases } from '../../src/laws/layer.ts'
import type { AutoencoderSpec, Model, Plan } from '../../src/model/index.ts'
import { elaborate } from '../../src/model/index.ts'
import type { UpdateSpec } from '../../src/optimisers/index.ts'
import type { Rate } from '../../src/schedules/index.ts'
import { rateCodec } from '../../src/schedules/index.ts'
import { library } from '../../src/spec/index.ts'
import * as Named from '../../src/tensor/named.ts'
import type { Sizes } from '../../src/tensor/shape.ts'
import { product } from '../../src/tensor/shape.ts'

const { layers, terms, updates, schedules } = library

/** A model with an optimiser and what it is run on. */
export interface AgreementCase {
  readonly model: Model
  readonly plan: Plan
  readonly rows: number
  readonly batchSize: number
  readonly weighted: boolean
  readonly masked: boolean
  readonly seed: number
}

/** How many steps an engine takes. */
export const steps = 10

/** No more updates than these stand in a chain. */
const longestChain = 4

/** No layer may give more numbers for a row than this. */
const widest = 64

const layerSpecs: fc.Arbitrary<LayerSpec> = fc.oneof(
  ...Object.values(layers).map((row) =>
    valuesOf(row.codec(layersCodec(layers))).map((settings) => ({ ...settings, layer: row.name })),
  ),
)

/** A first layer: often a dense one, whose weights others can name. */
const firstSpecs: fc.Arbitrary<LayerSpec> = fc.oneof(
  {
    weight: 2,
    arbitrary: valuesOf(denseRow.codec(layersCodec(layers))).map((settings) => ({ ...settings, layer: denseRow.name })),
  },
  { weight: 1, arbitrary: layerSpecs },
)

/** The sizes that terms find room in, if they do not in others. */
const roomy: Sizes = [2, 4, 4]

const fits = (row: TermRow, settings: Settings, input: Sizes, code = input): boolean =>
  row.check(settings, { input, code }) === undefined

/** Whether a term looks at parameters by name: with its defaults it finds them if anything does. */
const needsParameters = (row: TermRow, settings: Settings): boolean =>
  Named.names(row.parameters(settings, { input: [1], code: [1] })).length > 0

const termFor = (row: TermRow): fc.Arbitrary<TermSpec> =>
  valuesOf(row.codec(rateCodec(schedules)))
    .filter((settings) => fits(row, settings, roomy) || fits(row, settings, roomy, [4]))
    .map((settings) => ({ ...(needsParameters(row, settings) ? {} : settings), term: row.name }))

const termSpecs: fc.Arbitrary<TermSpec> = fc.oneof(...Object.values(terms).map(termFor))

/** The names of the aux tensors that a layer exposes, the same in all of many cases; none where they differ. */
const exposedBy = (row: LayerRow): ReadonlyArray<string> => {
  const cases = fc.sample(layerCases(row, layers), { numRuns: 20, seed: 1 })
  const [first = '', ...rest] = cases.map(({ built }) => Named.names(built.aux).join())
  return first !== '' && rest.every((names) => names === first) ? first.split(',') : []
}

/** Terms that look at what no other layer exposes, each with settings. */
interface Code {
  readonly layer: LayerSpec
  readonly loss: ReadonlyArray<TermSpec>
}

/** Codes with all terms that look at them alone. */
const codes: fc.Arbitrary<Code> = fc.oneof(
  ...Object.values(layers).flatMap((row) => {
    const exposed = exposedBy(row)
    const looking = Object.values(terms).filter(({ codec, needs }) => {
      const [settings = {}] = fc.sample(valuesOf(codec(rateCodec(schedules))), { numRuns: 1, seed: 1 })
      return needs(settings).some((name) => exposed.includes(name))
    })
    const layer = valuesOf(row.codec(layersCodec(layers))).map((settings) => ({ ...settings, layer: row.name }))
    return exposed.length === 0 ? [] : [fc.record({ layer, loss: fc.tuple(...looking.map(termFor)) })]
  }),
)

/** Rates small enough that ten steps lead somewhere: any schedule, a hundredth of it. */
const slow = (): Codec<Rate> => {
  const rate = rateCodec(schedules)
  const factor = { type: 'number', minimum: 0, maximum: 1 / 32 } as const
  const properties = { schedule: { const: 'scaled' }, factor, of: rate.schema }
  const schema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } as const
  return Object.assign(rateCodec(schedules), { schema })
}

const updateSpecs: fc.Arbitrary<UpdateSpec> = fc.oneof(
  ...Object.values(updates).map((row) =>
    valuesOf(row.codec(slow())).map((settings) => ({ ...settings, update: row.name })),
  ),
)

const extents = (max: number) => fc.integer({ min: 1, max })

const inputs: fc.Arbitrary<Sizes> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(extents(6)) },
  { weight: 2, arbitrary: fc.tuple(extents(3), extents(4)) },
  { weight: 2, arbitrary: fc.tuple(extents(2), extents(4), extents(4)) },
)

/** The sizes that some layers make of others, if they fit together. */
const through = (specs: ReadonlyArray<LayerSpec>, sizes: Sizes): Sizes | undefined => {
  const built = buildNetwork(layers, specs, sizes, 'layers')
  return Either.isRight(built) && product(built.right.output) <= widest ? built.right.output : undefined
}

/** The layers that fit behind those that were kept before them. */
const fitting = (specs: ReadonlyArray<LayerSpec>, sizes: Sizes): ReadonlyArray<LayerSpec> =>
  specs.reduce<ReadonlyArray<LayerSpec>>(
    (kept, spec) => (through([...kept, spec], sizes) === undefined ? kept : [...kept, spec]),
    [],
  )

/** A layer that brings numbers into a domain. */
const activations: Readonly<Record<Domain, ReadonlyArray<LayerSpec>>> = {
  real: [],
  unit: [{ layer: 'sigmoid' }],
  simplex: [{ layer: 'softmax' }],
}

const strictest = (domains: ReadonlyArray<Domain>): Domain => domains.find((domain) => domain !== 'real') ?? 'real'

interface Wanted {
  readonly terms: ReadonlyArray<TermSpec>
  readonly output: Domain
  readonly targets: Domain
  readonly code: Domain
}

const rowOf = (spec: TermSpec): TermRow => Named.get(terms, spec.term)

/** The terms that can stand beside those before them, with the domains that they need. */
const wantedBy = (specs: ReadonlyArray<TermSpec>): Wanted =>
  specs.reduce<Wanted>(
    (wanted, spec) => {
      const row = rowOf(spec)
      const [output, targets, code]: ReadonlyArray<Domain> =
        row.rows === undefined ? ['real', 'real', row.domain] : [row.domain, row.targets, 'real']
      const join = (a: Domain, b: Domain = 'real'): Domain | undefined =>
        a === 'real' || b === 'real' || a === b ? strictest([a, b]) : undefined
      const [o, t, c] = [join(wanted.output, output), join(wanted.targets, targets), join(wanted.code, code)]
      return o === undefined || t === undefined || c === undefined
        ? wanted
        : { terms: [...wanted.terms, spec], output: o, targets: t, code: c }
    },
    { terms: [], output: 'real', targets: 'real', code: 'real' },
  )

const needsOf = ({ term, ...settings }: TermSpec): ReadonlyArray<string> => Named.get(terms, term).needs(settings)

/** Only the settings that a term must have. */
const least = ({ term, ...settings }: TermSpec): TermSpec => {
  const { schema } = rowOf({ term }).codec(rateCodec(schedules))
  const required = 'required' in schema ? schema.required : []
  return { ...Named.filter(settings, (name) => required.includes(name)), term }
}

/**
 * Terms that find room and what they look at, with their defaults if not with their settings: `code` where a domain
 * matters.
 */
const finding = (
  specs: ReadonlyArray<TermSpec>,
  aux: ReadonlyArray<string>,
  { input, code }: TermSizes,
): ReadonlyArray<TermSpec> => {
  const finds = (spec: TermSpec): boolean => {
    const row = rowOf(spec)
    const anywhere = row.rows !== undefined || row.domain === 'real'
    const { term: _, ...settings } = spec
    return (
      fits(row, settings, input, code) &&
      needsOf(spec).every((name) => name === 'code' || (anywhere && aux.includes(name)))
    )
  }
  return specs.flatMap((spec) => [spec, least(spec)].filter(finds).slice(0, 1))
}

/** Layers that all read a condition of one width, those inside layers too. */
const reading = <A>(specs: A, width: number): A =>
  // JSON of the same form comes back: only the width of one layer is another.
  JSON.parse(JSON.stringify(specs), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'layer' in value && value.layer === 'conditioned'
      ? { ...value, width }
      : value,
  ) as A

interface Drawn {
  /** How many entries the condition has, and whether they are classes, if a layer reads one. */
  readonly condition: { readonly width: number; readonly classes: boolean }
  readonly input: Sizes
  readonly code: Code | null
  readonly encoder: ReadonlyArray<LayerSpec>
  readonly decoder: ReadonlyArray<LayerSpec>
  readonly loss: ReadonlyArray<TermSpec>
  readonly way: number
}

const auxOf = ({ input, layers: specs }: Network): ReadonlyArray<string> => {
  const built = buildNetwork(layers, specs, input, 'layers')
  return Either.isRight(built) ? Named.names(built.right.aux) : []
}

/** The ways back from a code, the drawn one first: layers of its own, or the mirrored encoder, tied or not. */
const waysBack = ({ input, decoder, way }: Drawn, encoder: Network, code: Sizes) => {
  const own = fitting(decoder, code)
  const width = { layer: 'dense', units: input.at(-1) ?? 1 }
  // Some layers refuse to be mirrored, by throwing.
  const mirrored = (tie?: string): ReadonlyArray<LayerSpec> =>
    Either.getOrElse(() => own)(Either.tryCatch(() => mirrorLayers(layers, encoder.layers, input, tie), String))
  const ways = [() => [...own, width], () => own, () => mirrored('encoder'), () => mirrored(), () => [], () => [width]]
  return ways.map((_, i) => ways[(i + way) % ways.length]?.() ?? [])
}

/** Whether networks read the condition. */
const readsCondition = (...networks: ReadonlyArray<Network>): boolean =>
  networks.some(({ input, layers: specs }) => {
    const built = buildNetwork(layers, specs, input, 'layers')
    return Either.isRight(built) && built.right.condition !== undefined
  })

const specsOf = (drawn: Drawn): ReadonlyArray<AutoencoderSpec> => {
  const { input, code: last } = drawn
  const wanted = wantedBy([...(last?.loss ?? []), ...drawn.loss])
  const tail = [...activations[wanted.code], ...(last === null ? [] : [{ layer: 'flatten' }, last.layer])]
  const encoder: Network = { input, layers: fitting([...drawn.encoder, ...tail], input) }
  const code = through(encoder.layers, input)
  if (code === undefined) return []
  return waysBack(drawn, encoder, code).map((back) => {
    const decoder: Network = { input: code, layers: fitting([...back, ...activations[wanted.output]], code) }
    const loss = finding(wanted.terms, [...auxOf(encoder), ...auxOf(decoder)], { input, code })
    const { width, classes } = drawn.condition
    const condition = readsCondition(encoder, decoder)
      ? { condition: classes ? { classes: width } : { columns: width } }
      : {}
    return { encoder, decoder, loss: loss.length > 0 ? loss : [{ term: 'mse' }], ...condition }
  })
}

/** The first spec that is a model. */
const modelOf = (drawn: Drawn): Model | undefined => {
  for (const spec of specsOf(drawn)) {
    const model = elaborate(library, spec)
    if (Either.isRight(model)) return model.right
  }
  return undefined
}

const planOf = (model: Model, optimiser: ReadonlyArray<UpdateSpec>): Plan => {
  const names = Named.names(model.parameters)
  const valid = optimiser.filter(
    ({ update, ...settings }) => Named.get(updates, update).check(settings, names, rateCodec(schedules)) === undefined,
  )
  return { optimiser: valid.slice(0, longestChain), updates, schedules, total: steps }
}

/** Where the targets of a model must lie. */
export const targetsOf = ({ terms: all }: Model): Domain =>
  strictest(all.map(({ row }) => (row.rows === undefined ? 'real' : row.targets)))

/** Other sizes where a term of the loss finds no room in those that were drawn. */
const withRoom = (one: Drawn): Drawn =>
  one.loss.every(({ term, ...settings }) => fits(rowOf({ term }), settings, one.input)) ? one : { ...one, input: roomy }

const parts: fc.Arbitrary<Drawn> = fc.record({
  condition: fc.record({ width: extents(3), classes: fc.boolean() }),
  input: inputs,
  encoder: fc.tuple(firstSpecs, fc.array(layerSpecs, { maxLength: 3 })).map(([first, rest]) => [first, ...rest]),
  code: fc.option(codes, { freq: 1 }),
  decoder: fc.array(layerSpecs, { maxLength: 3 }),
  loss: fc.array(termSpecs, { minLength: 1, maxLength: 4 }),
  way: fc.nat(5),
})

/** All layers that read a condition read one of the width that was drawn. */
const told = (one: Drawn): Drawn => {
  const { width } = one.condition
  return { ...one, encoder: reading(one.encoder, width), decoder: reading(one.decoder, width) }
}

/** Arbitrary models of everything in the registries, with arbitrary optimisers and data. */
export const agreementCases: fc.Arbitrary<AgreementCase> = fc
  .record({
    model: parts.map((one) => modelOf(told(withRoom(one)))).filter((model): model is Model => model !== undefined),
    optimiser: fc.array(updateSpecs, { maxLength: 8 }),
    rows: fc.integer({ min: 3, max: 9 }),
    batchSize: fc.integer({ min: 2, max: 4 }),
    weighted: fc.boolean(),
    masked: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ model, optimiser, ...one }) => ({ ...one, model, plan: planOf(model, optimiser) }))

export const drawCase = ({ model, plan, ...one }: AgreementCase): string =>
  JSON.stringify({ ...one, spec: model.spec, optimiser: plan.optimiser })

const namesIn = (json: unknown, key: string): ReadonlyArray<string> =>
  typeof json !== 'object' || json === null
    ? []
    : Object.entries(json).flatMap(([name, value]: [string, unknown]) =>
        name === key && typeof value === 'string' ? [value] : namesIn(value, key),
      )

/** The rows of the registries that a case uses, as `layer dense`. */
export const usedBy = ({ model: { spec }, plan: { optimiser } }: AgreementCase): ReadonlyArray<string> =>
  ['layer', 'term', 'update'].flatMap((kind) => namesIn({ spec, optimiser }, kind).map((name) => `${kind} ${name}`))

/** All rows of the registries. */
export const everyRow: ReadonlyArray<string> = [
  ...Named.names(layers).map((name) => `layer ${name}`),
  ...Named.names(terms).map((name) => `term ${name}`),
  ...Named.names(updates).map((name) => `update ${name}`),
]
