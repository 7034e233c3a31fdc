import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import type { HostTensor } from '../../src/tensor/host.ts'
import type { Engine, Job, Optimiser, Outcome } from '../../src/index.ts'
import {
  adam,
  adversarialCorrelation,
  adversarialPrior,
  autoencoder,
  combine,
  dense,
  elaborate,
  engines,
  input,
  library,
  momentum,
  mse,
  pipe,
  tanh,
  weighted,
} from '../../src/index.ts'
import { cosine } from '../../src/schedules/registry.ts'
import { nothing } from '../../src/losses/index.ts'
import { reference } from '../../src/engines/index.ts'
import { select } from '../../src/data/index.ts'
import { stream } from '../../src/random/index.ts'
import { train } from '../../src/training/index.ts'
import type { AutoencoderSpec, Model, Plan } from '../../src/model/index.ts'
import { draw } from '../../src/random/index.ts'
import * as Named from '../../src/tensor/named.ts'
import { initialState } from '../../src/training/index.ts'
import { batches, rowsOf } from '../../src/training/batches.ts'
import { root } from '../command.ts'
import { planOf } from '../plans.ts'

const modelOf = (spec: AutoencoderSpec): Model => {
  const model = elaborate(library, spec)
  if (Either.isLeft(model)) throw new Error(drawFaults(model.left))
  return model.right
}

/** The optimisers of both sides. */
const planFor = (model: Model, optimiser: Optimiser, discriminatorOptimiser: Optimiser, total: number): Plan =>
  planOf({ optimiser, discriminatorOptimiser }, model, total)

type Numbers = Named.Named<{ readonly shape: ReadonlyArray<number>; readonly data: ReadonlyArray<number> }>

/** What test/reference/adversarial.py wrote. */
interface Saved {
  readonly x: Numbers[string]
  readonly priors: ReadonlyArray<Numbers[string]>
  readonly losses: ReadonlyArray<Readonly<Record<string, number>>>
  readonly before: Numbers
  readonly after: Numbers
}

const saved: Saved = JSON.parse(readFileSync(join(root, 'test/reference/adversarial.json'), 'utf8'))

const host = ({ shape, data }: Numbers[string]): HostTensor => ({ shape, data: Float64Array.from(data) })

const small = modelOf(
  autoencoder({
    encoder: pipe(input([4]), dense(3), tanh, dense(2)),
    decoder: pipe(input([2]), dense(4)),
    discriminator: pipe(input([2]), dense(5), tanh, dense(1)),
    loss: combine(mse, weighted(0.5, adversarialPrior)),
  }),
)

describe('an adversarial autoencoder', () => {
  const plan = planFor(small, adam(0.02), momentum(0.5), saved.priors.length)
  const minibatches = saved.priors.map((prior) => ({
    rows: Uint32Array.of(0, 1, 2, 3, 4),
    noise: { 'loss.1.prior': host(prior) },
  }))
  const start = { ...initialState(small, plan, stream(0), 'float64'), parameters: Named.map(saved.before, host) }

  it('takes the alternate steps of PyTorch, the discriminator first, each by its own optimiser', async () => {
    const session = await reference('float64').open(small, plan)
    const { state, outcomes } = await session.train(start, { x: host(saved.x) }, minibatches)
    for (const [i, terms] of saved.losses.entries())
      for (const [name, value] of Object.entries(terms))
        expect(Math.abs((outcomes[i]?.terms[name] ?? Number.NaN) - value), `${name} of step ${i + 1}`).toBeLessThan(
          1e-12,
        )
    expect(Named.names(state.parameters).toSorted()).toEqual(Named.names(saved.after).toSorted())
    for (const [name, { data }] of Object.entries(saved.after))
      for (const [k, value] of data.entries())
        expect(Math.abs((state.parameters[name]?.data[k] ?? Number.NaN) - value), `${name}[${k}]`).toBeLessThan(1e-11)
  })

  it('has a loss that is what its terms say, without that of the discriminator', async () => {
    const session = await reference('float64').open(small, plan)
    const { outcomes } = await session.train(start, { x: host(saved.x) }, minibatches)
    for (const { total, terms } of outcomes)
      expect(total).toBeCloseTo((terms['mse'] ?? 0) + 0.5 * (terms['adversarialPrior'] ?? 0), 12)
  })

  it.each(['reference', 'native'] as const)(
    'on engine %s comes to the same bits in one call and in two',
    async (name) => {
      const engine = name === 'native' ? await engines.native({ threads: 1 }) : reference()
      const session = await engine.open(small, plan)
      const data = { x: host(saved.x) }
      const first = initialState(small, plan, stream(3), engine.dtype)
      expect(Named.names(first.slots)).toContain('discriminator.0.velocity.discriminator.0.weight')
      expect(Named.names(first.slots)).not.toContain('0.m.discriminator.0.weight')
      const whole = await session.train(first, data, minibatches)
      const half = await session.train(first, data, minibatches.slice(0, 3))
      const rest = await session.train(half.state, data, minibatches.slice(3))
      expect(rest.state).toEqual(whole.state)
    },
  )
})

const trained = async (model: Model, plan: Plan, data: Dataset, epochs: number, engine: Engine): Promise<Outcome> => {
  const job: Job = { model, plan, seed: stream(5), train: data, validation: select(data, []), epochs, batchSize: 64 }
  const progress = train(job, engine)
  for (;;) {
    const next = await progress.next()
    if (next.done === true) return next.value
  }
}

const deviations = (values: ReadonlyArray<number>) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) }
}

describe('known answers', () => {
  it('codes come to have the mean and the deviation of the prior', async () => {
    const z = draw(stream(1), 640, { kind: 'uniform' })
    const data: Dataset = { sizes: [1], length: 640, values: Float32Array.from(z, (u) => 4 * u) }
    const model = modelOf(
      autoencoder({
        encoder: pipe(input([1]), dense(1)),
        decoder: pipe(input([1]), dense(1)),
        discriminator: pipe(input([1]), dense(16), tanh, dense(1)),
        loss: combine(weighted(0.01, mse), adversarialPrior),
      }),
    )
    const plan = planFor(
      model,
      adam(cosine({ from: 5e-3 }), { beta1: 0.5 }),
      adam(cosine({ from: 2e-2 }), { beta1: 0.5 }),
      3000,
    )
    const engine = await engines.native({ threads: 1 })
    const { state, history } = await trained(model, plan, data, 300, engine)
    const codes = await (await engine.open(model, plan)).infer('encode', state, rowsOf(data))
    const { mean, deviation } = deviations([...codes.data])
    expect(Math.abs(mean)).toBeLessThan(0.25)
    expect(Math.abs(deviation - 1)).toBeLessThan(0.25)
    // A discriminator that cannot tell says ½ of both.
    expect(Math.abs((history.at(-1)?.terms['discriminator'] ?? 0) - 2 * Math.log(2))).toBeLessThan(0.15)
  })

  it.each([0, 0.9])('the discriminator finds the total correlation of a normal code, %s apart', async (correlation) => {
    const length = 2048
    const z = draw(stream(2), 2 * length, { kind: 'normal' })
    const values = Float32Array.from(z, (value, i) =>
      i % 2 === 0 ? value : correlation * (z[i - 1] ?? 0) + Math.sqrt(1 - correlation ** 2) * value,
    )
    const data: Dataset = { sizes: [2], length, values }
    const model = modelOf({
      encoder: input([2]),
      decoder: input([2]),
      discriminator: pipe(input([2]), dense(32), tanh, dense(32), tanh, dense(1)),
      loss: combine(mse, adversarialCorrelation, nothing).terms,
    })
    const plan = planFor(model, adam(1e-3), adam(5e-3), 960)
    const { history } = await trained(model, plan, data, 30, await engines.native({ threads: 1 }))
    const estimates = history.slice(-5).map(({ terms }) => terms['adversarialCorrelation'] ?? Number.NaN)
    const exact = -Math.log(1 - correlation ** 2) / 2
    expect(Math.abs(deviations(estimates).mean - exact)).toBeLessThan(0.15)
  })
})

describe('a discriminator that does not fit its terms', () => {
  const [encoder, decoder] = [pipe(input([4]), dense(2)), pipe(input([2]), dense(4))]
  const why = (parts: Partial<AutoencoderSpec>): string => {
    const model = elaborate(library, { encoder, decoder, loss: combine(mse, adversarialPrior).terms, ...parts })
    return Either.isLeft(model) ? drawFaults(model.left) : 'it builds'
  }

  it('is a fault that says what to change', () => {
    expect(why({})).toContain('loss[1]: expected a model with a discriminator, found none (give the model one')
    expect(why({ discriminator: pipe(input([3]), dense(1)) })).toBe(
      'discriminator.input: expected [2], the code that the encoder gives, found [3]',
    )
    expect(why({ discriminator: pipe(input([2]), dense(2)) })).toContain('discriminator: expected an output of [1]')
    expect(why({ discriminator: pipe(input([2]), dense(1)), loss: mse.terms })).toContain(
      'discriminator: expected a term of the loss that needs it, found none',
    )
    expect(
      why({ discriminator: pipe(input([2]), dense(1)), loss: combine(adversarialPrior, adversarialCorrelation).terms }),
    ).toContain('found adversarialPrior and adversarialCorrelation (leave one out)')
    const tied = {
      input: [2],
      layers: [
        { layer: 'tied', to: 'encoder.0', units: 4 },
        { layer: 'dense', units: 1 },
      ],
    }
    expect(why({ discriminator: tied })).toContain('discriminator.layers[0]: expected weights of its own')
    const back = { input: [2], layers: [{ layer: 'tied', to: 'discriminator.0', units: 4 }] }
    expect(why({ decoder: back, discriminator: pipe(input([2]), dense(4), dense(1)) })).toContain('no parameter')
  })
})

it('minibatches carry the noise of the discriminator too', () => {
  const data: Dataset = { sizes: [4], length: 3, values: new Float32Array(12) }
  const [first] = [...batches(small, stream(1), data, { epoch: 1, batchSize: 3, firstStep: 0 })]
  expect(Named.names(first?.noise ?? {})).toEqual(['loss.1.prior'])
})
