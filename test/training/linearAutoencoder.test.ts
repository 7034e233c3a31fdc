import { Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { adam, autoencoder, dense, engines, input, mse, pipe } from '../../src/index.ts'
import { fitPca, pcaError } from '../../src/statistics/index.ts'
import { compare } from '../../src/tasks/index.ts'
import { cosine } from '../../src/schedules/registry.ts'
import { mirror } from '../../src/dsl/index.ts'
import { train } from '../../src/training/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'
import * as Named from '../../src/tensor/named.ts'
import { ended, jobFor } from '../engines/jobs.ts'

const [width, components, length] = [8, 3, 240]

/** Rows whose variances fall from direction to direction, which are not the axes, around a mean that is not 0. */
const data: Dataset = (() => {
  const normal = (name: string, n: number) => draw(path(stream(3), name), n, { kind: 'normal' })
  const basis = new QrDecomposition(Matrix.from1DArray(width, width, normal('basis', width ** 2))).orthogonalMatrix
  const z = Matrix.from1DArray(length, width, normal('z', length * width))
  const scaled = z.mulRowVector(Array.from({ length: width }, (_, j) => 1.5 * 0.65 ** j))
  const rows = scaled.mmul(basis).addRowVector(Array.from({ length: width }, (_, j) => j / 4 - 1))
  return { sizes: [width], length, values: Float32Array.from(rows.to1DArray()) }
})()

const encoder = pipe(input([width]), dense(components))
const spec = autoencoder({ encoder, decoder: mirror(encoder, { tied: true }), loss: mse })
const job = jobFor(spec, adam(cosine({ from: 0.03 })), { train: data, epochs: 60, batchSize: 24 })

/** The sine of the greatest angle between two subspaces, given by columns that span them. */
const greatestAngle = (a: Matrix, b: Matrix): number => {
  const [p, q] = [a, b].map((columns) => new QrDecomposition(columns).orthogonalMatrix)
  if (p === undefined || q === undefined) return Number.NaN
  const { diagonal } = new SingularValueDecomposition(q.clone().sub(p.mmul(p.transpose().mmul(q))))
  return Math.max(...diagonal)
}

describe('a linear autoencoder with tied weights', async () => {
  const engine = await engines.native({ threads: 1 })
  const { state } = await ended(train(job, engine))
  const pca = fitPca(data, components)

  it('reaches the error of PCA within 1 %, which nothing linear is below', async () => {
    const session = await engine.open(job.model, job.plan)
    const share = (await compare(session, state, data, pca)).mse / pcaError(pca, data)
    expect(share).toBeLessThan(1.01)
    expect(share).toBeGreaterThan(1 - 1e-6)
  })

  it('has a code that spans the subspace of PCA', () => {
    const weight = Array.from(Named.get(state.parameters, 'encoder.0.weight').data)
    const principal = new Matrix(pca.components.map((row) => Array.from(row))).transpose()
    expect(greatestAngle(Matrix.from1DArray(width, components, weight), principal)).toBeLessThan(0.01)
    expect(greatestAngle(Matrix.eye(width, components), principal)).toBeGreaterThan(0.5)
  })
})
