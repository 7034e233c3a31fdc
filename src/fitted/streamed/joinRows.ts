import type { ConditionRows, Numbers, RawDataset, TargetRows } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'

const concat = (parts: ReadonlyArray<Numbers>): Numbers => {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const out = parts.some((part) => part instanceof Float64Array) ? new Float64Array(length) : new Float32Array(length)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

const concatFloat32 = (parts: ReadonlyArray<Float32Array>): Float32Array => Float32Array.from(concat(parts))

/** A part that only some of the rows have: where it is missing it is 1, as a mask or a weight. */
const orOnes = <A>(
  all: ReadonlyArray<A>,
  of: (one: A) => Float32Array | undefined,
  length: (one: A) => number,
): Float32Array | undefined =>
  all.some((one) => of(one) !== undefined)
    ? concatFloat32(all.map((one) => of(one) ?? new Float32Array(length(one)).fill(1)))
    : undefined

const everywhere = <A, B>(all: ReadonlyArray<A>, of: (one: A) => B | undefined): ReadonlyArray<B> | undefined => {
  const found = all.flatMap((one) => of(one) ?? [])
  return found.length === all.length ? found : undefined
}

const joinConditions = (all: ReadonlyArray<ConditionRows>): ConditionRows | undefined =>
  all[0] && {
    ...all[0],
    values: concatFloat32(all.map(({ values }) => values)),
    ...present({ classes: everywhere(all, ({ classes }) => classes)?.flat() }),
  }

const joinTargets = (all: ReadonlyArray<TargetRows>): TargetRows | undefined =>
  all[0] && {
    ...all[0],
    values: concat(all.map(({ values }) => values)),
    ...present({
      mask: orOnes(
        all,
        ({ mask }) => mask,
        ({ values }) => values.length,
      ),
    }),
  }

/** The rows of several data sets of the same columns, one after the other. */
export const joinRows = (all: ReadonlyArray<RawDataset>): RawDataset | undefined => {
  const [first] = all
  if (first === undefined || all.length === 1) return first
  const conditions = everywhere(all, ({ condition }) => condition)
  const targets = everywhere(all, ({ target }) => target)
  return {
    ...first,
    length: all.reduce((sum, { length }) => sum + length, 0),
    values: concat(all.map(({ values }) => values)),
    ...present({
      mask: orOnes(
        all,
        ({ mask }) => mask,
        ({ length, sizes }) => length * product(sizes),
      ),
      weights: orOnes(
        all,
        ({ weights }) => weights,
        ({ length }) => length,
      ),
      labels: everywhere(all, ({ labels }) => labels)?.flat(),
      ids: everywhere(all, ({ ids }) => ids)?.flat(),
      condition: conditions && joinConditions(conditions),
      target: targets && joinTargets(targets),
    }),
  }
}
