import type { Fault } from '../../codec/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import type { Named } from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape } from '../../tensor/shape.ts'

/** The sizes that a tensor must have; −1 for any size of at least 1. */
export type Shapes = Named<Sizes>

const fits = (found: Sizes, wanted: Sizes): boolean =>
  found.length === wanted.length &&
  wanted.every((size, axis) => (size < 0 ? (found[axis] ?? 0) > 0 : found[axis] === size))

const wrong = (where: string, expected: string, found: string): Fault => ({
  fault: 'wrong tensor',
  where,
  expected,
  found,
  remedy: 'restore the file from a copy',
})

const draw = (wanted: Sizes): string => drawShape(wanted).replaceAll('-1', 'any')

/** Whether tensors are those that a score keeps: by name, by shape, and finite. */
export const tensorFaults = (tensors: Named<HostTensor>, shapes: Shapes, where: string): ReadonlyArray<Fault> => [
  ...Object.entries(shapes).flatMap(([name, shape]) => {
    const tensor = tensors[name]
    if (tensor === undefined) return [wrong(where, `"${name}" of ${draw(shape)}`, 'none')]
    if (!fits(tensor.shape, shape)) return [wrong(where, `"${name}" of ${draw(shape)}`, drawShape(tensor.shape))]
    const at = tensor.data.findIndex((value) => !Number.isFinite(value))
    return at < 0 ? [] : [wrong(where, `finite numbers in "${name}"`, `${tensor.data[at]} at position ${at}`)]
  }),
  ...Object.keys(tensors)
    .filter((name) => !Object.hasOwn(shapes, name))
    .map((name) => wrong(where, 'only tensors that the score has', `"${name}"`)),
]
