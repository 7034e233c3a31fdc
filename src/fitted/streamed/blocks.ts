import type { Faults } from '../../codec/index.ts'
import { IsthmusError } from '../../codec/index.ts'
import type { Block, Dataset, Numbers, Part } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { Presence } from './survey.ts'

const part = (values: Numbers | undefined, width: number): Part | undefined =>
  values && { values: values instanceof Float32Array ? values : Float32Array.from(values), width }

const changed = (what: string): Faults => [
  {
    fault: 'changed data',
    where: 'data',
    expected: `rows without ${what}, as in the pass before training`,
    found: `rows with ${what}`,
    remedy: 'leave the files as they are while a model is trained on them',
  },
]

/** A part that every block has if one of them has it: where nothing is missing, and where all rows count alike, it is 1. */
const optional = (
  what: string,
  isPresent: boolean,
  values: Float32Array | undefined,
  length: number,
): Float32Array | undefined => {
  if (!isPresent && values !== undefined) throw new IsthmusError(changed(what))
  return isPresent ? (values ?? new Float32Array(length).fill(1)) : undefined
}

/** Rows as the model sees them, each part by the name that it has for an engine. */
export const blockOf = (rows: Dataset, presence: Presence): Block => {
  const { length, sizes, values, mask, weights, condition, target } = rows
  const [width, targetWidth] = [product(sizes), product(target?.sizes ?? [])]
  return {
    length,
    parts: present({
      x: part(values, width),
      mask: part(optional('missing entries', presence.mask, mask, values.length), width),
      weight: part(optional('weights', presence.weights, weights, length), 1),
      condition: condition && part(condition.values, condition.width),
      target: target && part(target.values, targetWidth),
      targetMask:
        target &&
        part(
          optional('missing entries of the target', presence.targetMask, target.mask, target.values.length),
          targetWidth,
        ),
    }),
  }
}

/** How many numbers a row of a block has, all parts together. */
export const widthOf = ({ parts }: Block): number => Object.values(parts).reduce((sum, { width }) => sum + width, 0)
