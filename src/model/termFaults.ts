import type { Fault } from '../codec/index.ts'
import type { TermSizes } from '../losses/index.ts'
import * as Named from '../tensor/named.ts'
import { drawShape, sameShape } from '../tensor/shape.ts'
import type { Model, ModelNetwork, ModelTerm } from './model.ts'

const missingAux = (terms: ReadonlyArray<ModelTerm>, available: ReadonlyArray<string>): ReadonlyArray<Fault> =>
  terms.flatMap(({ row, settings }, i) =>
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
  terms.flatMap(({ row, settings }, i) =>
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

/** Terms that look at the distribution of the code, where the last layer of the encoder does not expose it. */
const notOfCode = (
  terms: ReadonlyArray<ModelTerm>,
  encoder: ModelNetwork,
  decoder: ModelNetwork,
): ReadonlyArray<Fault> =>
  terms.flatMap(({ row, settings }, i) => {
    const exposed = encoder.layers.at(-1)?.built.aux ?? {}
    const elsewhere = { ...encoder.aux, ...decoder.aux }
    const names = row.ofCode ? row.needs(settings) : []
    if (names.every((name) => exposed[name] !== undefined || elsewhere[name] === undefined)) return []
    return [
      {
        fault: 'wrong value',
        where: `loss[${i}]`,
        expected: `the code itself to have ${names.join(' and ')}`,
        found: 'that another layer than the last of the encoder exposes them',
        ...(row.remedy === undefined ? {} : { remedy: row.remedy }),
      },
    ]
  })

const unfitTerms = (terms: ReadonlyArray<ModelTerm>, sizes: TermSizes): ReadonlyArray<Fault> =>
  terms.flatMap(({ row, settings }, i) => {
    const finding = row.check(settings, sizes)
    if (finding === undefined) return []
    const { at, ...fault } = finding
    return [{ ...fault, where: `loss[${i}]${at === undefined ? '' : `.${at}`}` }]
  })

/** What a loss may look at. */
type Around = Pick<Model, 'encoder' | 'decoder' | 'parameters'>

/** What the terms of a loss do not find in a model. */
export const termFaults = (
  terms: ReadonlyArray<ModelTerm>,
  { encoder, decoder, parameters }: Around,
): ReadonlyArray<Fault> => {
  const sizes = { input: encoder.input, code: encoder.output }
  return [
    ...unfitTerms(terms, sizes),
    ...missingParameters(terms, sizes, parameters),
    ...notOfCode(terms, encoder, decoder),
    ...missingAux(terms, ['code', ...Named.names(encoder.aux), ...Named.names(decoder.aux)]),
  ]
}
