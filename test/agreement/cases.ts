import fc from 'fast-check'
import * as Either from 'fp-ts/lib/Either.js'
import type { LayerDefinition, LayerSpec, Network } from '../../src/layers/index.ts'
import { buildNetwork, mirrorLayers } from '../../src/layers/index.ts'
import type { BuiltTerm, Domain, TermDefinition, TermSizes, TermSpec } from '../../src/losses/index.ts'
import { termNested } from '../../src/losses/index.ts'
import { layerCases } from '../../src/laws/layer.ts'
import type { AutoencoderSpec, Model, Optimisers, Plan } from '../../src/model/index.ts'
import { elaborate, isAutoencoderParameter, isDiscriminatorParameter } from '../../src/model/index.ts'
import type { UpdateSpec } from '../../src/optimisers/index.ts'
import { rateCodec, rateContext } from '../../src/schedules/index.ts'
import { library } from '../../src/format/index.ts'
import * as Named from '../../src/tensor/named.ts'
import type { Sizes } from '../../src/tensor/shape.ts'
import { product } from '../../src/tensor/shape.ts'
import { planOf } from '../plans.ts'
import type { Code } from './specs.ts'
import {
  builtFor,
  codes,
  codesFor,
  firstSpecs,
  fits,
  layerSpecs,
  roomy,
  termFor,
  termSpecs,
  updateFor,
  updateSpecs,
} from './specs.ts'

const { layers, terms, updates, schedules } = library

/** A model with an optimiser and what it is run on. */
export interface AgreementCase {
  readonly model: Model
  readonly optimisers: Optimisers
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
const activationsFor = (domain: Domain): ReadonlyArray<LayerSpec> =>
  domain === 'unit' ? [{ layer: 'sigmoid' }] : domain === 'simplex' ? [{ layer: 'softmax' }] : []

const strictest = (domains: ReadonlyArray<Domain>): Domain => domains.find((domain) => domain !== 'real') ?? 'real'

interface Wanted {
  readonly terms: ReadonlyArray<TermSpec>
  readonly output: Domain
  readonly targets: Domain
  readonly code: Domain
}

const definitionOf = (spec: TermSpec): TermDefinition => Named.get(terms, spec.term)

/** The term for these sizes; nothing if it does not fit. */
const builtOf = ({ term, ...settings }: TermSpec, input: Sizes, code: Sizes): BuiltTerm | undefined =>
  builtFor(Named.get(terms, term), settings, input, code)

/** The term for sizes that it fits. */
const roomyTerm = (spec: TermSpec): BuiltTerm | undefined => builtOf(spec, roomy, roomy) ?? builtOf(spec, roomy, [4])

/** The terms that can stand beside those before them, with the domains that they need. */
const wantedBy = (specs: ReadonlyArray<TermSpec>): Wanted =>
  specs.reduce<Wanted>(
    (wanted, spec) => {
      const built = roomyTerm(spec)
      if (built === undefined) return wanted
      const [output, targets, code]: ReadonlyArray<Domain> =
        built.rows === undefined ? ['real', 'real', built.domain] : [built.domain, built.targets, 'real']
      const join = (a: Domain, b: Domain = 'real'): Domain | undefined =>
        a === 'real' || b === 'real' || JSON.stringify(a) === JSON.stringify(b) ? strictest([a, b]) : undefined
      const [o, t, c] = [join(wanted.output, output), join(wanted.targets, targets), join(wanted.code, code)]
      return o === undefined || t === undefined || c === undefined
        ? wanted
        : { terms: [...wanted.terms, spec], output: o, targets: t, code: c }
    },
    { terms: [], output: 'real', targets: 'real', code: 'real' },
  )

/** Only the settings that a term must have. */
const least = ({ term, ...settings }: TermSpec): TermSpec => {
  const { schema } = definitionOf({ term }).codec(termNested(terms)(rateCodec(schedules)))
  const required = 'required' in schema ? schema.required : []
  return { ...Named.filter(settings, (name) => required.includes(name)), term }
}

/** The terms that want the same of the decoder as the first that wants something, and what that is. */
const agreeing = (loss: ReadonlyArray<TermSpec>, { input, code }: TermSizes) => {
  const wishes = loss.map((spec) => {
    const built = builtOf(spec, input, code)
    return built?.outputSizes ?? (built?.rows === undefined ? undefined : input)
  })
  const head = wishes.find((wish) => wish !== undefined) ?? input
  return { head, loss: loss.filter((_, i) => wishes[i] === undefined || wishes[i].join() === head.join()) }
}

/** Layers that give the sizes of an output, where they are not those of the input. */
const endingIn = (head: Sizes, input: Sizes): ReadonlyArray<LayerSpec> =>
  head.join() === input.join()
    ? []
    : [{ layer: 'flatten' }, { layer: 'dense', units: product(head) }, { layer: 'reshape', sizes: head }]

const isAdversarial = (spec: TermSpec): boolean => roomyTerm(spec)?.discriminatorLoss !== undefined

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
    const built = builtOf(spec, input, code)
    if (built === undefined) return false
    const anywhere = built.rows !== undefined || built.domain === 'real'
    return built.needs.every((name) => name === 'code' || (anywhere && aux.includes(name)))
  }
  const found = specs.flatMap((spec) => [spec, least(spec)].filter(finds).slice(0, 1))
  const [adversarial] = found.filter(isAdversarial)
  return found.filter((spec) => !isAdversarial(spec) || spec === adversarial)
}

/** A discriminator of a code: layers that fit and need no other network, and one number. */
const judging = (specs: ReadonlyArray<LayerSpec>, code: Sizes): Network => {
  const alone = specs.filter((spec) => !JSON.stringify(spec).includes('"layer":"tied"'))
  const tail = [{ layer: 'flatten' }, { layer: 'dense', units: 1 }]
  return { input: code, layers: [...fitting(alone, code), ...tail] }
}

/** Layers that all read a condition of one width, those inside layers too. */
const reading = <A>(specs: A, width: number): A =>
  // JSON of the same form comes back: only the width of one layer is another.
  JSON.parse(JSON.stringify(specs), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'layer' in value && value.layer === 'conditioned'
      ? { ...value, width }
      : value,
  ) as A

type Part = 'encoder' | 'decoder' | 'judge'

interface Drawn {
  /** How many entries the condition has, whether they are classes, and which networks are sure to read it. */
  readonly condition: { readonly width: number; readonly classes: boolean; readonly readers: ReadonlyArray<Part> }
  readonly input: Sizes
  readonly code: Code | null
  readonly encoder: ReadonlyArray<LayerSpec>
  readonly decoder: ReadonlyArray<LayerSpec>
  /** Layers of a discriminator, for a term that needs one. */
  readonly judge: ReadonlyArray<LayerSpec>
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
  const tail = [...activationsFor(wanted.code), ...(last === null ? [] : [{ layer: 'flatten' }, last.layer])]
  const encoder: Network = { input, layers: fitting([...drawn.encoder, ...tail], input) }
  const code = through(encoder.layers, input)
  if (code === undefined) return []
  return waysBack(drawn, encoder, code).map((back) => {
    const without: Network = { input: code, layers: fitting([...back, ...activationsFor(wanted.output)], code) }
    const found = finding(wanted.terms, [...auxOf(encoder), ...auxOf(without)], { input, code })
    const { loss, head } = agreeing(found, { input, code })
    const decoder = { ...without, layers: [...without.layers, ...endingIn(head, input)] }
    const { width, classes } = drawn.condition
    const judge = loss.some(isAdversarial) ? { discriminator: judging(drawn.judge, code) } : {}
    const condition = readsCondition(encoder, decoder, ...Object.values(judge))
      ? { condition: classes ? { classes: width } : { columns: width } }
      : {}
    return { encoder, decoder, loss: loss.length > 0 ? loss : [{ term: 'mse' }], ...judge, ...condition }
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

/** The updates of a chain that fit parameters of these names. */
const validFor = (names: ReadonlyArray<string>, optimiser: ReadonlyArray<UpdateSpec>): ReadonlyArray<UpdateSpec> =>
  optimiser
    .filter(({ update, ...settings }) =>
      Either.isRight(Named.get(updates, update).build(settings, names, rateContext(schedules, update))),
    )
    .slice(0, longestChain)

/** The updates that fit a model: those for the discriminator only if it has one. */
const optimisersFor = (model: Model, { optimiser, discriminatorOptimiser = [] }: Optimisers): Optimisers => {
  const names = Named.names(model.parameters)
  const chain = validFor(names.filter(isAutoencoderParameter), optimiser)
  if (model.discriminator === undefined) return { optimiser: chain }
  const theirs = validFor(names.filter(isDiscriminatorParameter), discriminatorOptimiser)
  return { optimiser: chain, discriminatorOptimiser: theirs }
}

/** Where the targets of a model must lie. */
export const targetsOf = ({ terms: all }: Model): Domain =>
  strictest(all.map(({ built }) => (built.rows === undefined ? 'real' : built.targets)))

/** Other sizes where a term of the loss finds no room in those that were drawn. */
const withRoom = (one: Drawn): Drawn =>
  one.loss.every(({ term, ...settings }) => fits(definitionOf({ term }), settings, one.input))
    ? one
    : { ...one, input: roomy }

/** All layers that read a condition read one of the width that was drawn: in the encoder behind the first layer. */
const told = (one: Drawn): Drawn => {
  const { width, readers } = one.condition
  const reader = (part: Part) => (readers.includes(part) ? [{ layer: 'conditioned', width }] : [])
  const [first, rest] = [one.encoder.slice(0, 1), one.encoder.slice(1)]
  return {
    ...one,
    encoder: reading([...first, ...reader('encoder'), ...rest], width),
    decoder: reading([...reader('decoder'), ...one.decoder], width),
    judge: reading([...reader('judge'), ...one.judge], width),
  }
}

/** Which networks read the condition; mostly none, unless a layer that was drawn does. */
const readers: fc.Arbitrary<ReadonlyArray<Part>> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.subarray<Part>(['encoder', 'decoder', 'judge'], { minLength: 1 }) },
)

/** What the cases of a generator are drawn from. */
interface Sources {
  /** An input and the first layer of the encoder. */
  readonly start: fc.Arbitrary<{ readonly input: Sizes; readonly first: LayerSpec }>
  readonly code: fc.Arbitrary<Code | null>
  readonly loss: fc.Arbitrary<ReadonlyArray<TermSpec>>
  readonly optimiser: fc.Arbitrary<ReadonlyArray<UpdateSpec>>
}

const anything: Sources = {
  start: fc.record({ input: inputs, first: firstSpecs }),
  code: fc.option(codes, { freq: 1 }),
  loss: fc.array(termSpecs, { minLength: 1, maxLength: 4 }),
  optimiser: fc.array(updateSpecs, { maxLength: 8 }),
}

const modelsFrom = ({ start, code, loss }: Sources): fc.Arbitrary<Model | undefined> =>
  fc
    .record({
      condition: fc.record({ width: extents(3), classes: fc.boolean(), readers }),
      begin: start,
      rest: fc.array(layerSpecs, { maxLength: 3 }),
      code,
      decoder: fc.array(layerSpecs, { maxLength: 3 }),
      judge: fc.array(layerSpecs, { maxLength: 2 }),
      loss,
      way: fc.nat(5),
    })
    .map(({ begin: { input, first }, rest, ...others }) => ({ ...others, input, encoder: [first, ...rest] }))
    .map((one) => modelOf(told(withRoom(one))))

/** Undefined where what was drawn does not fit together. */
const casesFrom = (sources: Sources): fc.Arbitrary<AgreementCase | undefined> =>
  fc
    .record({
      model: modelsFrom(sources),
      optimiser: sources.optimiser,
      rival: anything.optimiser,
      rows: fc.integer({ min: 3, max: 9 }),
      batchSize: fc.integer({ min: 2, max: 4 }),
      weighted: fc.boolean(),
      masked: fc.boolean(),
      seed: fc.nat(),
    })
    .map(({ model, optimiser, rival, ...one }) => {
      if (model === undefined) return undefined
      const optimisers = optimisersFor(model, { optimiser, discriminatorOptimiser: rival })
      return { ...one, model, optimisers, plan: planOf(optimisers, model, steps) }
    })

const isCase = (one: AgreementCase | undefined): one is AgreementCase => one !== undefined

/** Arbitrary models of everything in the registries, with arbitrary optimisers and data. */
export const agreementCases: fc.Arbitrary<AgreementCase> = casesFrom(anything).filter(isCase)

export const drawCase = ({ model, plan: _, optimisers, ...one }: AgreementCase): string =>
  JSON.stringify({ ...one, spec: model.spec, ...optimisers })

const namesIn = (json: unknown, key: string): ReadonlyArray<string> =>
  typeof json !== 'object' || json === null
    ? []
    : Object.entries(json).flatMap(([name, value]: [string, unknown]) =>
        name === key && typeof value === 'string' ? [value] : namesIn(value, key),
      )

/** The rows of the registries that a case uses, as `layer dense`. */
export const usedBy = ({ model: { spec }, optimisers: { optimiser } }: AgreementCase): ReadonlyArray<string> =>
  ['layer', 'term', 'update'].flatMap((kind) => namesIn({ spec, optimiser }, kind).map((name) => `${kind} ${name}`))

/** A layer first, on an input that it accepts. */
const beginningWith = (row: LayerDefinition): Sources => {
  const start = layerCases(row, layers).map(({ settings, sizes }) => ({
    input: sizes,
    first: { ...settings, layer: row.name },
  }))
  return { ...anything, start }
}

const ahead = <S>(first: fc.Arbitrary<S>, others: fc.Arbitrary<ReadonlyArray<S>>): fc.Arbitrary<ReadonlyArray<S>> =>
  fc.tuple(first, others).map(([one, rest]) => [one, ...rest])

/** For every row of the registries, sources of cases in which it comes first: what comes first is seldom left out. */
const leading: Named.Named<Sources> = Object.fromEntries([
  ...Object.values(layers).map((row) => [`layer ${row.name}`, beginningWith(row)] as const),
  ...Object.values(terms).map((row) => {
    const code = codesFor(row) ?? anything.code
    return [`term ${row.name}`, { ...anything, code, loss: ahead(termFor(row), anything.loss) }] as const
  }),
  ...Object.values(updates).map(
    (row) => [`update ${row.name}`, { ...anything, optimiser: ahead(updateFor(row), anything.optimiser) }] as const,
  ),
])

/** All rows of the registries. */
export const everyRow: ReadonlyArray<string> = Named.names(leading)

/** Cases that use a row: where it comes first, and some where it stands anywhere, as one that names others must. */
export const casesWith = (row: string): fc.Arbitrary<AgreementCase> =>
  fc
    .oneof({ weight: 3, arbitrary: casesFrom(Named.get(leading, row)) }, { weight: 1, arbitrary: agreementCases })
    .filter(isCase)
    .filter((one) => usedBy(one).includes(row))
