import type { Dataset } from '../../src/data/index.ts'
import type { HostTensor } from '../../src/tensor/host.ts'
import type { Engine, HostRows, Minibatch, Session, State } from '../../src/engines/index.ts'
import { dyadic, inDomain, indices, mask, unitInterval } from '../../src/laws/numbers.ts'
import { boundFault } from '../../src/model/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'
import * as Named from '../../src/tensor/named.ts'
import type { Sizes } from '../../src/tensor/shape.ts'
import { product } from '../../src/tensor/shape.ts'
import { batches, rowsOf } from '../../src/training/batches.ts'
import { initialState } from '../../src/training/index.ts'
import type { AgreementCase } from './cases.ts'
import { steps, targetsOf } from './cases.ts'

/** Everything that a case is computed from: numbers that float32 has too, so that every engine begins with the same. */
export interface Point {
  readonly state: State
  readonly data: HostRows
  readonly codes: HostRows
  readonly batches: ReadonlyArray<Minibatch>
}

/** A class for every row, or numbers. */
const conditionOf = ({ model: { condition }, rows, seed }: AgreementCase): Pick<Dataset, 'condition'> => {
  if (condition === undefined) return {}
  const { width, spec } = condition
  const from = path(stream(seed), 'condition')
  if (spec.columns !== undefined)
    return { condition: { kind: 'columns', width, values: Float32Array.from(dyadic(from, [rows, width]).data) } }
  const values = new Float32Array(rows * width)
  draw(from, rows, { kind: 'uniform' }).forEach((u, row) => (values[row * width + Math.floor(u * width)] = 1))
  return { condition: { kind: 'classes', width, values } }
}

const datasetOf = (one: AgreementCase): Dataset => {
  const { model, rows, weighted, masked, seed } = one
  const from = stream(seed)
  const full = [rows, ...model.input]
  const known = Float32Array.from(mask(path(from, 'mask'), full).data)
  const { indices: table } = model.encoder
  const drawn =
    table === undefined
      ? inDomain(targetsOf(model), path(from, 'x'), full)
      : indices(path(from, 'x'), full, table.below)
  const values = Float32Array.from(drawn.data)
  return {
    ...conditionOf(one),
    sizes: model.input,
    length: rows,
    values: masked ? values.map((value, i) => value * (known[i] ?? 0)) : values,
    ...(masked ? { mask: known } : {}),
    ...(weighted ? { weights: Float32Array.from(unitInterval(path(from, 'weight'), [rows]).data) } : {}),
  }
}

/** Where a run begins, but nothing exactly at 0: each parameter moved by up to 1/8. */
const stateOf = ({ model, plan, seed }: AgreementCase): State => {
  const state = initialState(model, plan, stream(seed), 'float32')
  const parameters = Named.map(state.parameters, ({ data, shape }, name): HostTensor => {
    const shift = draw(path(stream(seed), 'shift', name), data.length, { kind: 'uniform' })
    return { shape, data: Float32Array.from(data, (value, i) => value + (2 * (shift[i] ?? 0.5) - 1) / 8) }
  })
  return { ...state, parameters }
}

/** Minibatches of as many epochs as the steps need; the last of an epoch may be short. */
function* minibatches({ model, batchSize, seed }: AgreementCase, data: Dataset): Generator<Minibatch> {
  for (let [epoch, step] = [1, 0]; step < steps; epoch++)
    for (const batch of batches(model, stream(seed), data, { epoch, batchSize, firstStep: step })) {
      if (step++ === steps) return
      yield batch
    }
}

export const pointOf = (one: AgreementCase): Point => {
  const data = datasetOf(one)
  const shape = [one.rows, ...one.model.code]
  const codes = dyadic(path(stream(one.seed), 'codes'), shape)
  const { condition, ...rows } = rowsOf(data)
  const told = condition === undefined ? {} : { condition }
  return {
    state: stateOf(one),
    data: { ...rows, ...told },
    codes: { x: { shape, data: Float32Array.from(codes.data) }, ...told },
    batches: [...minibatches(one, data)],
  }
}

/** Numbers that an engine gives, by name. */
export type Observed = Named.Named<{ readonly shape: Sizes; readonly data: ArrayLike<number> }>

const numbers = (...data: ReadonlyArray<number>) => ({ shape: [data.length], data })

/** So many codes a row bound the likelihood. */
const draws = 3

/** The bound of every row, where a model has one. */
const boundsOf = async (
  session: Session,
  { model, rows, seed }: AgreementCase,
  { state, data }: Point,
): Promise<Observed> => {
  if (boundFault(model) !== undefined) return {}
  const shape = [rows, draws, ...model.code]
  const noise = dyadic(path(stream(seed), 'draws'), shape)
  return { bound: await session.importanceWeightedBound(state, data, { shape, data: Float32Array.from(noise.data) }) }
}

/** All that an engine says about a case. */
export const observe = async (engine: Engine, one: AgreementCase, point: Point): Promise<Observed> => {
  const { state, data, codes, batches: all } = point
  const session = await engine.open(one.model, one.plan)
  const [batch] = all
  if (batch === undefined) throw new Error('a case without minibatches')
  const loss = await session.evaluate(state, data)
  const { total, gradients } = await session.valueAndGradient(state, data, batch)
  const trained = await session.train(state, data, all)
  return {
    encode: await session.infer('encode', state, data),
    decode: await session.infer('decode', state, codes),
    output: await session.infer('output', state, codes),
    ...(one.model.encoder.distribution === 'gaussian'
      ? { posterior: await session.infer('posterior', state, data) }
      : {}),
    reconstruct: await session.infer('reconstruct', state, data),
    score: await session.infer('score', state, data),
    ...(await boundsOf(session, one, point)),
    loss: numbers(loss.total),
    ...Named.prefix(
      Named.map(loss.terms, (term) => numbers(term)),
      'loss.terms',
    ),
    total: numbers(total),
    ...Named.prefix(gradients, 'gradients'),
    steps: numbers(trained.state.step, trained.outcomes.length),
    ...Object.fromEntries(trained.outcomes.map((outcome, step) => [`totals.${step}`, numbers(outcome.total)])),
    ...Named.prefix(
      Named.map(trained.outcomes[0]?.weights ?? {}, (_, name) =>
        numbers(...trained.outcomes.map(({ weights }) => Named.get(weights, name))),
      ),
      'weights',
    ),
    ...Named.prefix(trained.state.parameters, 'trained.parameters'),
    ...Named.prefix(trained.state.buffers, 'trained.buffers'),
    ...Named.prefix(trained.state.slots, 'trained.slots'),
  }
}

export const sizeOf = (observed: Observed): number =>
  Object.values(observed).reduce((sum, { shape }) => sum + product(shape), 0)
