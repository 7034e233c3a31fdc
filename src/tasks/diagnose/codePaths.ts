import type { Dataset } from '../../data/index.ts'
import { select } from '../../data/index.ts'
import type { Stream } from '../../random/index.ts'
import { draw, path, permutation } from '../../random/index.ts'
import type { Points } from '../../statistics/index.ts'
import { nearestNeighbours, pointAt, pointsOf } from '../../statistics/index.ts'
import { present } from '../../tensor/present.ts'
import { sameShape } from '../../tensor/shape.ts'
import type { Inference } from '../inference.ts'
import type { CodeKind } from './codeKind.ts'

/** A straight path between the codes of two rows that are near neighbours, at its start, its quarters and its end. */
export interface CodePath {
  /** The rows at its ends, of the training sample. */
  readonly rows: readonly [number, number]
  readonly length: number
  /** How far the code of what was decoded lies from each point; absent where decoded rows cannot be encoded. */
  readonly strays?: ReadonlyArray<number>
  /** How far what is decoded moves on each of the four parts. */
  readonly moves: ReadonlyArray<number>
}

/** How many paths, and among how many neighbours the other end is drawn. */
const pathCount = 200
const neighbourCount = 10
const steps = [0, 0.25, 0.5, 0.75, 1]

/** The pairs of rows: random ones, each with a random one of its nearest neighbours that has another code. */
const pairsOf = (codes: Points, seed: Stream): ReadonlyArray<readonly [number, number]> => {
  const from = permutation(path(seed, 'paths'), codes.length).slice(0, pathCount)
  const chosen: Points = {
    length: from.length,
    width: codes.width,
    values: Float64Array.from([...from].flatMap((row) => [...pointAt(codes, row)])),
  }
  const { rows, distances, k } = nearestNeighbours(chosen, codes, neighbourCount + 1)
  const uniform = draw(path(seed, 'neighbours'), from.length, { kind: 'uniform' })
  return [...from].flatMap((row, i): ReadonlyArray<readonly [number, number]> => {
    const others = [...rows.subarray(i * k, (i + 1) * k)].filter((_, j) => (distances[i * k + j] ?? 0) > 0)
    const other = others[Math.floor((uniform[i] ?? 0) * others.length)]
    return other === undefined ? [] : [[row, other]]
  })
}

/** The points of all paths, five a path; on a sphere brought to its radius. */
const pointsOn = (codes: Points, pairs: ReadonlyArray<readonly [number, number]>, kind: CodeKind): Float32Array => {
  const { width } = codes
  const values = new Float32Array(pairs.length * steps.length * width)
  pairs.forEach(([a, b], pair) =>
    steps.forEach((t, step) => {
      const [start, end] = [pointAt(codes, a), pointAt(codes, b)]
      const point = Float64Array.from(start, (value, j) => value + t * ((end[j] ?? 0) - value))
      const scale = kind === 'sphere' ? Math.hypot(...start) / Math.hypot(...point) : 1
      values.set(
        point.map((value) => value * scale),
        (pair * steps.length + step) * width,
      )
    }),
  )
  return values
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return Math.sqrt(sum)
}

/** Whether what a model decodes can be encoded: rows of numbers that are not indices. */
const canEncodeOutputs = ({ model, rows }: Inference): boolean =>
  sameShape(model.target, model.input) && rows.target === undefined && model.encoder.indices === undefined

/** The data set of codes, or of what they decode to, with the condition of the row at the start of each path. */
const along = (
  { rows }: Inference,
  pairs: ReadonlyArray<readonly [number, number]>,
  values: Float32Array,
  sizes: Dataset['sizes'],
): Dataset => {
  const owners = pairs.flatMap(([a]) => steps.map(() => a))
  return {
    sizes,
    length: owners.length,
    values,
    ...present({ condition: select(rows, owners).condition }),
  }
}

/** Paths between the codes of near neighbours; none where codes are sparse or quantised. */
export const codePathsOf = async (
  inference: Inference,
  kind: CodeKind,
  seed: Stream,
): Promise<ReadonlyArray<CodePath>> => {
  if (kind === 'sparse' || kind === 'quantised') return []
  const { model } = inference
  const codes = pointsOf(await inference.codes())
  const pairs = pairsOf(codes, seed)
  const values = pointsOn(codes, pairs, kind)
  const decoded = pointsOf(await inference.decode(along(inference, pairs, values, model.code)))
  const again = canEncodeOutputs(inference)
    ? await inference.of(along(inference, pairs, Float32Array.from(decoded.values), model.input)).codes()
    : undefined
  const onPath: Points = { length: decoded.length, width: codes.width, values }
  return pairs.map((rows, pair): CodePath => {
    const places = steps.map((_, step) => pair * steps.length + step)
    return {
      rows,
      length: distance(pointAt(codes, rows[0]), pointAt(codes, rows[1])),
      moves: places.slice(1).map((at) => distance(pointAt(decoded, at), pointAt(decoded, at - 1))),
      ...(again === undefined
        ? {}
        : { strays: places.map((at) => distance(pointAt(onPath, at), pointAt(pointsOf(again), at))) }),
    }
  })
}
