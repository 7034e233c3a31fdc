import type { Fault } from '../../codec/index.ts'
import type { TermSizes } from '../../losses/index.ts'
import * as Named from '../../tensor/named.ts'
import { drawShape, sameShape } from '../../tensor/shape.ts'
import type { Model, ModelTerm } from '../model.ts'

/** What a loss may look at. */
type Around = Pick<Model, 'encoder' | 'decoder' | 'parameters'>

const missingAux = (terms: ReadonlyArray<ModelTerm>, available: ReadonlyArray<string>): ReadonlyArray<Fault> =>
  terms.flatMap(({ definition: row, settings }, i) =>
    row.needs(settings).flatMap((name) =>
      available.includes(name)
        ? []
        : [
            {
              fault: 'unknown name',
              where: row.remedy === undefined ? `loss[${i}].on` : `loss[${i}]`,
              expected: `a tensor that the model exposes (${available.join(', ')})`,
              found: `"${name}"`,
              remedy: row.remedy ?? `put tap("${name}") behind the layer that is meant`,
            },
          ],
    ),
  )

const missingParameters = (
  terms: ReadonlyArray<ModelTerm>,
  sizes: TermSizes,
  available: Model['parameters'],
): ReadonlyArray<Fault> =>
  terms.flatMap(({ definition: row, settings }, i) =>
    row.check(settings, sizes) !== undefined
      ? []
      : Object.entries(row.parameters(settings, sizes)).flatMap(([name, shape]) => {
          const found = available[name]?.shape
          return found !== undefined && sameShape(found, shape)
            ? []
            : [
                {
                  fault: 'unknown name',
                  where: `loss[${i}]`,
                  expected: `a parameter "${name}" of ${drawShape(shape)}`,
                  found: found === undefined ? 'none' : drawShape(found),
                  ...(row.remedy === undefined ? {} : { remedy: row.remedy }),
                },
              ]
        }),
  )

/** What exposes the tensors that a term wants of the code, if it is not the layer whose output the code is. */
const exposedBy = (
  { definition: row, settings }: ModelTerm,
  { encoder, decoder }: Pick<Around, 'encoder' | 'decoder'>,
): string | undefined => {
  if (row.ofCode === undefined) return undefined
  const last = encoder.layers.at(-1)
  const exposed = last?.built.aux ?? {}
  const anywhere = { ...encoder.aux, ...decoder.aux }
  if (row.needs(settings).some((name) => exposed[name] === undefined && anywhere[name] !== undefined))
    return 'another layer than the last of the encoder'
  if (row.ofCode === 'exposed' || last === undefined || exposed['mean'] === undefined) return undefined
  return last.built.distribution === 'gaussian' ? undefined : `a layer inside "${last.spec.layer}"`
}

/** Terms that look at the distribution of the code, where the code is not what has it. */
const notOfCode = (terms: ReadonlyArray<ModelTerm>, networks: Around): ReadonlyArray<Fault> =>
  terms.flatMap((term, i) => {
    const exposing = exposedBy(term, networks)
    const { definition: row, settings } = term
    if (exposing === undefined) return []
    return [
      {
        fault: 'wrong value',
        where: `loss[${i}]`,
        expected: `the code itself to have ${row.needs(settings).join(' and ')}`,
        found: `that ${exposing} exposes them`,
        ...(row.remedy === undefined ? {} : { remedy: row.remedy }),
      },
    ]
  })

const unfitTerms = (terms: ReadonlyArray<ModelTerm>, sizes: TermSizes): ReadonlyArray<Fault> =>
  terms.flatMap(({ definition: row, settings }, i) => {
    const finding = row.check(settings, sizes)
    if (finding === undefined) return []
    const { at, ...fault } = finding
    return [{ ...fault, where: `loss[${i}]${at === undefined ? '' : `.${at}`}` }]
  })

/** What the terms of a loss do not find in a model. */
export const termFaults = (terms: ReadonlyArray<ModelTerm>, around: Around): ReadonlyArray<Fault> => {
  const { encoder, decoder, parameters } = around
  const sizes = { input: encoder.input, code: encoder.output }
  return [
    ...unfitTerms(terms, sizes),
    ...missingParameters(terms, sizes, parameters),
    ...notOfCode(terms, around),
    ...missingAux(terms, ['code', ...Named.names(encoder.aux), ...Named.names(decoder.aux)]),
  ]
}
