import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import type { Codec, Settings } from '../../src/codec/index.ts'
import { valuesOf } from '../../src/laws/arbitrary.ts'
import { layerCases } from '../../src/laws/layer.ts'
import { dense } from '../../src/layers/dense/dense.ts'
import type { LayerDefinition, LayerSpec } from '../../src/layers/index.ts'
import { layersCodec } from '../../src/layers/index.ts'
import type { BuiltTerm, TermDefinition, TermSpec } from '../../src/losses/index.ts'
import { termContext, termNested } from '../../src/losses/index.ts'
import type { UpdateDefinition, UpdateSpec } from '../../src/optimisers/index.ts'
import type { Rate } from '../../src/schedules/index.ts'
import { rateCodec } from '../../src/schedules/index.ts'
import { library } from '../../src/format/index.ts'
import * as Named from '../../src/tensor/named.ts'
import type { Sizes } from '../../src/tensor/shape.ts'

const { layers, terms, updates, schedules } = library
const nested = termNested(terms)(rateCodec(schedules))

/** A layer with settings from its schema. */
const layerFor = (row: LayerDefinition): fc.Arbitrary<LayerSpec> =>
  valuesOf(row.codec(layersCodec(layers))).map((settings) => ({ ...settings, layer: row.name }))

export const layerSpecs: fc.Arbitrary<LayerSpec> = fc.oneof(...Object.values(layers).map(layerFor))

/** A first layer: often a dense one, whose weights others can name. */
export const firstSpecs: fc.Arbitrary<LayerSpec> = fc.oneof(
  { weight: 2, arbitrary: layerFor(dense.definition) },
  { weight: 1, arbitrary: layerSpecs },
)

/** The sizes that terms find room in, if they do not in others. */
export const roomy: Sizes = [2, 4, 4]

/** The term for these sizes; nothing if it does not fit. */
export const builtFor = (
  definition: TermDefinition,
  settings: Settings,
  input: Sizes,
  code = input,
): BuiltTerm | undefined => {
  const built = definition.build(settings, { input, code }, termContext(terms, rateCodec(schedules), definition.name))
  return Either.isRight(built) ? built.right : undefined
}

export const fits = (definition: TermDefinition, settings: Settings, input: Sizes, code = input): boolean =>
  builtFor(definition, settings, input, code) !== undefined

/** Settings without those that name parameters: the default names are found if any are. */
const unnamed = (definition: TermDefinition, settings: Settings): Settings => {
  const wanted = (some: Settings) => Named.names(builtFor(definition, some, [1])?.parameters ?? {}).join()
  return wanted(settings) === ''
    ? settings
    : Named.filter(settings, (key) => wanted({ [key]: settings[key] }) === wanted({}))
}

/** A term with settings from its schema. */
export const termFor = (row: TermDefinition): fc.Arbitrary<TermSpec> =>
  valuesOf(row.codec(nested))
    .filter((settings) => fits(row, settings, roomy) || fits(row, settings, roomy, [4]))
    .map((settings) => ({ ...unnamed(row, settings), term: row.name }))

export const termSpecs: fc.Arbitrary<TermSpec> = fc.oneof(...Object.values(terms).map(termFor))

/** The names of the aux tensors that a layer often exposes, but for those that its settings give or layers inside. */
const exposedBy = (row: LayerDefinition): ReadonlyArray<string> => {
  const cases = fc.sample(layerCases(row, layers), { numRuns: 40, seed: 1 })
  const named = cases.flatMap(({ built, settings }) =>
    Named.names(built.aux).filter((name) => !JSON.stringify(settings).includes(`"${name}"`)),
  )
  return [...new Set(named)].filter((name) => named.filter((other) => other === name).length > cases.length / 5)
}

/** Terms that look at what no other layer exposes, each with settings. */
export interface Code {
  readonly layer: LayerSpec
  readonly loss: ReadonlyArray<TermSpec>
}

/** The layers that expose aux tensors under names of their own. */
const exposing = Object.values(layers)
  .map((row) => ({ row, exposed: exposedBy(row) }))
  .filter(({ exposed }) => exposed.length > 0)

/** Whether a term looks at something of these names. */
const looksAt = (definition: TermDefinition, names: ReadonlyArray<string>): boolean => {
  const [settings = {}] = fc.sample(valuesOf(definition.codec(nested)), { numRuns: 1, seed: 1 })
  const built = builtFor(definition, settings, roomy, [4])
  return built?.needs.some((name) => names.includes(name)) ?? false
}

const codesOf = (some: typeof exposing): fc.Arbitrary<Code> =>
  fc.oneof(
    ...some.map(({ row, exposed }) => {
      const looking = Object.values(terms).filter((term) => looksAt(term, exposed))
      return fc.record({ layer: layerFor(row), loss: fc.tuple(...looking.map(termFor)) })
    }),
  )

/** Codes with all terms that look at them alone. */
export const codes: fc.Arbitrary<Code> = codesOf(exposing)

/** The codes that a term looks at; undefined where it looks at none. */
export const codesFor = (term: TermDefinition): fc.Arbitrary<Code> | undefined => {
  const some = exposing.filter(({ exposed }) => looksAt(term, exposed))
  return some.length === 0 ? undefined : codesOf(some)
}

/** Rates small enough that ten steps lead somewhere: any schedule, a hundredth of it. */
const slow = (): Codec<Rate> => {
  const rate = rateCodec(schedules)
  const factor = { type: 'number', minimum: 0, maximum: 1 / 32 } as const
  const properties = { schedule: { const: 'scaled' }, factor, of: rate.schema }
  const schema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } as const
  return Object.assign(rateCodec(schedules), { schema })
}

/** An update with settings from its schema. */
export const updateFor = (row: UpdateDefinition): fc.Arbitrary<UpdateSpec> =>
  valuesOf(row.codec(slow())).map((settings) => ({ ...settings, update: row.name }))

export const updateSpecs: fc.Arbitrary<UpdateSpec> = fc.oneof(...Object.values(updates).map(updateFor))
