import type { Dataset } from '../../data/index.ts'
import { take } from '../../data/index.ts'
import { wrap } from '../../interpreters/ndarray/index.ts'
import type { Model } from '../../model/index.ts'
import { draw, path, stream } from '../../random/index.ts'
import { product } from '../../tensor/shape.ts'
import type { RowMap } from './rowMap.ts'
import { A, valueAt } from './rowMap.ts'

/** So many rows are tried. */
const triedRows = 16

/** Layers whose output jumps between values, with gradients that pass straight through. */
const discrete: ReadonlySet<string> = new Set(['vectorQuantiser', 'finiteScalarQuantiser', 'categorical', 'bernoulli'])

/** The names of all layers of a part of a spec, those inside others too. */
const layerNames = (spec: unknown): ReadonlyArray<string> => {
  if (Array.isArray(spec)) return spec.flatMap(layerNames)
  if (typeof spec !== 'object' || spec === null) return []
  const own = 'layer' in spec && typeof spec.layer === 'string' ? [spec.layer] : []
  return [...own, ...Object.values(spec).flatMap(layerNames)]
}

const sum = (numbers: Float64Array): number => numbers.reduce((a, b) => a + b, 0)

/**
 * Whether pullbacks are derivatives, by a random direction at some rows: ⟨u, J v⟩ by the pullback and by a central
 * difference. At a kink they may differ, so that at most half of the rows may.
 */
const isExact = (map: RowMap, rows: Dataset): boolean => {
  const batch = map.batch(take(rows, triedRows))
  const [n = 0] = batch.x.shape
  const width = product(map.input)
  const direction = (name: string, length: number): Float64Array =>
    draw(path(stream(0), 'exactness', name), length, { kind: 'normal' })
  const v = direction('v', n * width)
  const { y, pullback } = map.run(A, (fixed) => fixed, batch)
  if (pullback === undefined) return true
  const u = direction('u', n * product(map.output))
  const back = A.read(pullback(wrap(u, [...y.shape])))
  const h = 2 ** -17
  const x = A.read(batch.x)
  const at = (step: number): Float64Array =>
    A.read(
      valueAt(map, {
        ...batch,
        x: wrap(
          x.map((value, i) => value + step * (v[i] ?? 0)),
          [...batch.x.shape],
        ),
      }),
    )
  const [up, down] = [at(h), at(-h)]
  const wrong = Array.from({ length: n }, (_, row) => {
    const part = (numbers: Float64Array) =>
      numbers.subarray((row * numbers.length) / n, ((row + 1) * numbers.length) / n)
    const said = sum(part(back).map((value, i) => value * (part(v)[i] ?? 0)))
    const found = sum(part(up).map((value, i) => ((value - (part(down)[i] ?? 0)) / (2 * h)) * (part(u)[i] ?? 0)))
    return Math.abs(said - found) > 1e-3 * Math.max(Math.abs(said), Math.abs(found), 1e-6)
  })
  return wrong.filter((is) => is).length * 2 <= n
}

/** Why there are no derivatives of the codes by the rows, if there are none. */
export const withoutDerivative = ({ spec }: Model, map: RowMap, rows: Dataset): string | undefined => {
  if (isExact(map, rows)) return undefined
  const jumps = [...new Set(layerNames(spec.encoder).filter((name) => discrete.has(name)))]
  return jumps.length > 0
    ? `the code is discrete (${jumps.join(', ')}): it does not move with small changes of a row, and its derivative is 0`
    : 'the encoder has gradients that are not its derivatives (a straight-through layer, or one that turns or stops gradients)'
}
