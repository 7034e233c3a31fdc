import type { Dual } from '../interpreters/dual/index.ts'
import { dual, moving, still, tangentOf } from '../interpreters/dual/index.ts'
import type { Noise, Program, Stage, StageInput } from '../layers/index.ts'
import type { DecoderJacobian, Jacobian, TermCotangents, TermInput } from '../losses/index.ts'
import { fill, mean, rowAxes, rowSum, scalar, square, times, zerosLike } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Extent } from '../tensor/shape.ts'
import { extentAt } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Model } from './model.ts'
import type { Moment } from './weight.ts'
import { lastOf, weightAt } from './weight.ts'

type NamedOf<T> = Named.Named<T>

/** What a trained model knows. */
export interface Weights<T> {
  readonly parameters: NamedOf<T>
  readonly buffers: NamedOf<T>
}

/** Rows that a loss is computed on. */
export interface Rows<T> {
  /** [N, …input]: what goes in and, clean, what shall come out. */
  readonly x: T
  /** [N]: how much each row counts, not negative. */
  readonly weight?: T
  /** [N, …input]: 1 where an entry is known, 0 where it is missing. */
  readonly mask?: T
  /** [N, width]: what the model is told of each row, if it has a condition. */
  readonly condition?: T
}

/** The noise that changes nothing, for rows of this extent. */
export const quiet = <T>(A: Tensor<T>, noise: NamedOf<Noise>, n: Extent): NamedOf<T> =>
  Named.map(noise, ({ shape, per, quiet: value }) => fill(A, value, per === 'row' ? [n, ...shape] : shape))

/** Every parameter under its own name, and under each name that it is borrowed by. */
const withAliases = <T>(parameters: NamedOf<T>, aliases: NamedOf<string>): NamedOf<T> => ({
  ...parameters,
  ...Named.map(aliases, (from) => Named.get(parameters, from)),
})

/** Cotangents of borrowed tensors added to those of the parameters that they stand for. */
const withoutAliases = <T>(A: Tensor<T>, gradients: NamedOf<T>, aliases: NamedOf<string>): NamedOf<T> =>
  Object.entries(gradients).reduce<NamedOf<T>>(
    (all, [name, d]) => Named.combine(all, { [aliases[name] ?? name]: d }, A.add),
    {},
  )

type Part = 'encoder' | 'decoder'

/** What one of the networks is given, under its own names. */
const inputOf = <T>(
  { aliases }: Model,
  part: Part,
  { parameters, buffers, noise, x, condition }: StageInput<T>,
): StageInput<T> => ({
  x,
  parameters: Named.within(withAliases(parameters, aliases), part),
  buffers: Named.within(buffers, part),
  noise: Named.within(noise, part),
  condition,
})

const quietly = <T>(
  A: Tensor<T>,
  model: Model,
  { parameters, buffers }: Weights<T>,
  { x, condition }: Pick<Rows<T>, 'x' | 'condition'>,
  part: Part,
): Stage<T> => {
  const noise = quiet(A, model.noise, extentAt(A.shape(x), 0))
  return model[part].program(A, inputOf(model, part, { parameters, buffers, noise, x, condition }))
}

/** The rows of a tensor, told a condition if there is one. */
const told = <T>(x: T, condition: T | undefined): Pick<Rows<T>, 'x' | 'condition'> =>
  condition === undefined ? { x } : { x, condition }

/** The code of every row, without noise: [N, …input] → [N, …code]. A model with a condition is told it, [N, width]. */
export const encode = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, x: T, condition?: T): T =>
  quietly(A, model, weights, told(x, condition), 'encoder').y

/** The output for every code, without noise: [N, …code] → [N, …input]. */
export const decode = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, code: T, condition?: T): T =>
  quietly(A, model, weights, told(code, condition), 'decoder').y

/** What the autoencoder makes of every row, without noise: [N, …input] → [N, …input]. */
export const reconstruct = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, x: T, condition?: T): T =>
  decode(A, model, weights, encode(A, model, weights, x, condition), condition)

/** A loss with its terms, and its gradient when it is asked for. */
export interface LossValue<T> {
  readonly output: T
  readonly code: T
  /** The terms by name, each of shape [] and without its weight. */
  readonly terms: NamedOf<T>
  /** The weighted sum of the terms, of shape []. */
  readonly total: T
  /** The next value of every buffer. */
  readonly buffers: NamedOf<T>
  /** By full parameter name, by the hand-derived pullbacks alone. */
  readonly gradients: () => NamedOf<T>
}

/** An encoder at an input as a linear map, for terms that look at its derivative. Names are the encoder's own. */
export const encoderJacobian = <T>(
  A: Tensor<T>,
  program: Program,
  input: StageInput<T>,
  stage: Stage<T> = program(A, input),
): Jacobian<T> => ({
  transposed: (u) => stage.pullback(u, {}).dx,
  gradient: (u, v) => {
    const fixed = (named: NamedOf<T>) => Named.map(named, still)
    const { pullback } = program(dual(A), {
      parameters: fixed(input.parameters),
      buffers: fixed(input.buffers),
      noise: fixed(input.noise),
      condition: input.condition === undefined ? undefined : still(input.condition),
      x: moving(input.x, v),
    })
    const { dparameters } = pullback(still(u), {})
    return Named.prefix(
      Named.map(dparameters, (d) => tangentOf(A, d)),
      'encoder',
    )
  },
})

/** A decoder at a code as a linear map. Names are the decoder's own. */
export const decoderJacobian = <T>(A: Tensor<T>, program: Program, input: StageInput<T>): DecoderJacobian<T> => ({
  along: (v) => {
    const fixed = (named: NamedOf<T>) => Named.map(named, still)
    const { y, pullback } = program(dual(A), {
      parameters: fixed(input.parameters),
      buffers: fixed(input.buffers),
      noise: fixed(input.noise),
      x: moving(input.x, v),
    })
    const tangent = (d: Dual<T>): T => tangentOf(A, d)
    return {
      value: tangent(y),
      gradient: (u) => {
        const { dx, dparameters } = pullback(still(u), {})
        return { dcode: tangent(dx), dparameters: Named.prefix(Named.map(dparameters, tangent), 'decoder') }
      },
    }
  },
})

const sumOf = <T>(A: Tensor<T>, all: ReadonlyArray<T>): T => all.reduce(A.add, scalar(A, 0))

/** The cotangents of all terms together. */
const gathered = <T>(A: Tensor<T>, all: ReadonlyArray<TermCotangents<T>>, output: T) => {
  const outputs = all.flatMap(({ doutput }) => (doutput === undefined ? [] : [doutput]))
  const merge = (of: (one: TermCotangents<T>) => NamedOf<T> | undefined): NamedOf<T> =>
    all.reduce<NamedOf<T>>((sum, one) => Named.combine(sum, of(one) ?? {}, A.add), {})
  const [first, ...rest] = outputs
  return {
    doutput: first === undefined ? zerosLike(A, output) : rest.reduce<T>(A.add, first),
    daux: merge(({ daux }) => daux),
    dparameters: merge(({ dparameters }) => dparameters),
  }
}

/**
 * The loss of a batch under given noise: L = Σ weight · term, and how to differentiate it. Weights that are schedules
 * are those of the moment.
 */
export const loss = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  noise: NamedOf<T>,
  rows: Rows<T>,
  moment: Moment<T> = lastOf(A),
): LossValue<T> => {
  const { parameters, buffers } = weights
  const given: StageInput<T> = { parameters, buffers, noise, x: rows.x, condition: rows.condition }
  const encoderInput = inputOf(model, 'encoder', given)
  const encoder = model.encoder.program(A, encoderInput)
  const decoderInput = inputOf(model, 'decoder', { ...given, x: encoder.y })
  const decoder = model.decoder.program(A, decoderInput)
  const shared = {
    target: rows.x,
    output: decoder.y,
    aux: { ...encoder.aux, ...decoder.aux, code: encoder.y },
    parameters,
    jacobian: encoderJacobian(A, model.encoder.program, encoderInput, encoder),
    decoder: decoderJacobian(A, model.decoder.program, decoderInput),
    ...(rows.weight === undefined ? {} : { weight: rows.weight }),
    ...(rows.mask === undefined ? {} : { mask: rows.mask }),
  }
  const values = model.terms.map((term) => {
    const input: TermInput<T> = { ...shared, noise: Named.within(noise, `loss.${term.name}`) }
    return { term, weight: weightAt(A, model, term, moment), ...term.row.run(A, input, term.settings) }
  })
  return {
    output: decoder.y,
    code: encoder.y,
    terms: Object.fromEntries(values.map(({ term, value }) => [term.name, value])),
    total: sumOf(
      A,
      values.map(({ weight, value }) => A.mul(value, weight)),
    ),
    buffers: Named.disjoint(Named.prefix(encoder.buffers, 'encoder'), Named.prefix(decoder.buffers, 'decoder')),
    gradients: () => {
      const cotangents = values.map(({ weight, pullback }) => pullback(weight))
      const { doutput, daux, dparameters } = gathered(A, cotangents, decoder.y)
      const behind = decoder.pullback(doutput, daux)
      const dcode = daux['code'] === undefined ? behind.dx : A.add(behind.dx, daux['code'])
      const front = encoder.pullback(dcode, daux)
      const networks = Named.disjoint(
        Named.prefix(front.dparameters, 'encoder'),
        Named.prefix(behind.dparameters, 'decoder'),
      )
      const all = withoutAliases(A, Named.combine(networks, dparameters, A.add), model.aliases)
      return Named.map(model.parameters, (_, name) => Named.get(all, name))
    },
  }
}

/** The loss of rows without noise, but for the samples that are given. */
export const quietLoss = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  rows: Rows<T>,
  moment?: Moment<T>,
  samples: NamedOf<T> = {},
): LossValue<T> => {
  const noise = { ...quiet(A, model.noise, extentAt(A.shape(rows.x), 0)), ...samples }
  return loss(A, model, weights, noise, rows, moment)
}

/**
 * The anomaly score of every row, [N]: its weighted reconstruction terms without noise; the mean squared error
 * where the loss has no such term.
 */
export const score = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  rows: Rows<T>,
  moment: Moment<T> = lastOf(A),
): T => {
  const output = reconstruct(A, model, weights, rows.x, rows.condition)
  const input: TermInput<T> = {
    target: rows.x,
    output,
    aux: {},
    parameters: weights.parameters,
    noise: {},
    ...(rows.mask === undefined ? {} : { mask: rows.mask }),
    jacobian: { transposed: () => output, gradient: () => ({}) },
    decoder: { along: () => ({ value: output, gradient: () => ({ dcode: output, dparameters: {} }) }) },
  }
  const errors = model.terms.flatMap((term) =>
    term.row.rows === undefined || term.weight === 0
      ? []
      : [times(A, term.row.rows(A, input, term.settings), weightAt(A, model, term, moment))],
  )
  if (errors.length > 0) return errors.reduce(A.add)
  const squares = square(A, A.sub(output, rows.x))
  return rowSum(A, mean(A, squares, rowAxes(A.shape(squares))))
}
