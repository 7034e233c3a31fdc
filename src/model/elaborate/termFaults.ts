import type { Fault } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { drawShape, sameShape } from '../../tensor/shape.ts'
import type { Model, ModelTerm } from '../model.ts'

/** The parts of a model that a loss reads. */
type Readable = Pick<Model, 'encoder' | 'decoder' | 'parameters'>

/** Terms that read aux tensors which no layer exposes. */
const missingAux = (terms: ReadonlyArray<ModelTerm>, available: ReadonlyArray<string>): ReadonlyArray<Fault> =>
  terms.flatMap(({ built: { needs, remedy }, index }) =>
    needs
      .filter((name) => !available.includes(name))
      .map((name) => ({
        fault: 'unknown name',
        where: remedy === undefined ? `loss[${index}].on` : `loss[${index}]`,
        expected: `a tensor that the model exposes (${available.join(', ')})`,
        found: `"${name}"`,
        remedy: remedy ?? `put tap("${name}") behind the layer that is meant`,
      })),
  )

/** Terms that read parameters which do not exist or have another shape. */
const missingParameters = (terms: ReadonlyArray<ModelTerm>, available: Model['parameters']): ReadonlyArray<Fault> =>
  terms.flatMap(({ built: { parameters, remedy }, index }) =>
    Object.entries(parameters).flatMap(([name, shape]) => {
      const found = available[name]?.shape
      return found !== undefined && sameShape(found, shape)
        ? []
        : [
            {
              fault: 'unknown name',
              where: `loss[${index}]`,
              expected: `a parameter "${name}" of ${drawShape(shape)}`,
              found: found === undefined ? 'none' : drawShape(found),
              ...present({ remedy }),
            },
          ]
    }),
  )

/** What exposes the tensors that a term reads of the code, if the last layer of the encoder does not. */
const exposedBy = (
  { built: { needs, ofCode } }: ModelTerm,
  { encoder, decoder }: Pick<Readable, 'encoder' | 'decoder'>,
): string | undefined => {
  if (ofCode === undefined) return undefined
  const last = encoder.layers.at(-1)
  const exposed = last?.built.aux ?? {}
  const anywhere = { ...encoder.aux, ...decoder.aux }
  if (needs.some((name) => exposed[name] === undefined && anywhere[name] !== undefined))
    return 'another layer than the last of the encoder'
  if (ofCode === 'exposed' || last === undefined || exposed['mean'] === undefined) return undefined
  return last.built.distribution === 'gaussian' ? undefined : `a layer inside "${last.spec.layer}"`
}

/** Terms that read the distribution of the code, where another layer exposes it. */
const notOfCode = (terms: ReadonlyArray<ModelTerm>, networks: Readable): ReadonlyArray<Fault> =>
  terms.flatMap((term) => {
    const { built, index } = term
    const exposing = exposedBy(term, networks)
    if (exposing === undefined) return []
    return [
      {
        fault: 'wrong value',
        where: `loss[${index}]`,
        expected: `the code itself to have ${built.needs.join(' and ')}`,
        found: `that ${exposing} exposes them`,
        ...present({ remedy: built.remedy }),
      },
    ]
  })

/** Terms of a loss that read what a model does not have. */
export const termFaults = (terms: ReadonlyArray<ModelTerm>, model: Readable): ReadonlyArray<Fault> => [
  ...missingParameters(terms, model.parameters),
  ...notOfCode(terms, model),
  ...missingAux(terms, ['code', ...Named.names(model.encoder.aux), ...Named.names(model.decoder.aux)]),
]
