import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { struct } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Shape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { BufferSpec, Parameter } from '../core/initial.ts'
import type { Built, Context, LayerDefinition } from '../core/layer.ts'
import type { Noise } from '../core/noise.ts'
import { built, row } from '../core/layer.ts'
import type { Network } from '../core/net.ts'
import { scoped } from '../structure/residual.ts'
import type { Program } from '../core/stage.ts'

/** A weight made of another one and of what stands beside it. Names are local to the layer that has the weight. */
export interface Reweighted<T> {
  readonly weight: T
  readonly buffers: Named.Named<T>
  readonly pullback: (dweight: T) => Named.Named<T>
}

/** How the weights of a layer are computed from what is trained instead of them. */
export interface Reparametrisation {
  readonly name: string
  readonly summary: string
  /** What stands beside a weight. */
  readonly parameters: (weight: Parameter) => Named.Named<Parameter>
  readonly buffers: (weight: Parameter) => Named.Named<BufferSpec>
  /** Of the layer as a whole. */
  readonly noise: Named.Named<Noise>
  readonly run: <T>(
    A: Tensor<T>,
    weight: Parameter,
    given: { readonly parameters: Named.Named<T>; readonly buffers: Named.Named<T>; readonly noise: Named.Named<T> },
  ) => Reweighted<T>
}

/** The axis of a weight with an entry for each output. */
export const outputAxis = ({ outputs, shape }: Parameter): number => outputs ?? shape.length - 1

/** The order of axes with that of the outputs first. */
export const outputsFirst = (weight: Parameter): ReadonlyArray<number> => {
  const first = outputAxis(weight)
  return [first, ...weight.shape.map((_, i) => i).filter((i) => i !== first)]
}

/** A shape in which a number for each output repeats to the weight. */
export const perOutput = (weight: Parameter): Shape =>
  weight.shape.map((extent, i) => (i === outputAxis(weight) ? extent : 1))

/** The parameters called weight of the layers inside, however deep. */
const weightsOf = ({ parameters }: Built): Named.Named<Parameter> => {
  const names = Object.entries(parameters).filter(([name, { shape }]) => name.endsWith('.weight') && shape.length > 1)
  return Object.fromEntries(names)
}

/** Where the parameters of the layer stand that has the weight: `0` for `0.weight`. */
const scopeOf = (weight: string): string => weight.slice(0, -'.weight'.length)

/** For every weight what stands beside it. */
const besides = <T>(
  weights: Named.Named<Parameter>,
  of: (weight: Parameter) => Named.Named<T>,
): ReadonlyArray<Named.Named<T>> => Object.entries(weights).map(([name, one]) => Named.prefix(of(one), scopeOf(name)))

const program =
  (inside: Built, { run }: Reparametrisation): Program =>
  (A, { x, parameters, buffers, noise, condition }) => {
    const [own, kept] = [Named.within(parameters, 'body'), Named.within(buffers, 'body')]
    const made = Object.entries(weightsOf(inside)).map(([name, weight]) => {
      const scope = scopeOf(name)
      const given = { parameters: Named.within(own, scope), buffers: Named.within(kept, scope), noise }
      return { name, scope, ...run(A, weight, given) }
    })
    const weights = Object.fromEntries(made.map(({ name, weight }) => [name, weight]))
    const stage = inside.program(A, {
      x,
      parameters: { ...own, ...weights },
      buffers: kept,
      noise: Named.within(noise, 'body'),
      condition,
    })
    const next = made.map((one) => Named.prefix(one.buffers, one.scope))
    return {
      y: stage.y,
      aux: stage.aux,
      buffers: Named.prefix(Named.disjoint(stage.buffers, ...next), 'body'),
      pullback: (dy, daux) => {
        const { dx, dparameters } = stage.pullback(dy, daux)
        const back = made.map(({ name, scope, pullback }) =>
          Named.prefix(pullback(Named.get(dparameters, name)), scope),
        )
        const others = Named.filter(dparameters, (name) => weights[name] === undefined)
        return { dx, dparameters: Named.prefix(Named.disjoint(others, ...back), 'body') }
      },
    }
  }

const refusal = (context: Context, expected: string, found: string, remedy: string) =>
  Either.left<Faults>([{ fault: 'wrong value', where: `${context.where}.body`, expected, found, remedy }])

/** The row of a layer around others whose weights it computes. */
export const reparametrised = (how: Reparametrisation): LayerDefinition =>
  row({
    name: how.name,
    summary: how.summary,
    codec: (layers) => struct({ body: layers }),
    build: ({ body }, input, context) =>
      Either.chain((inside: Built) => {
        const weights = weightsOf(inside)
        const [parameters, buffers] = [besides(weights, how.parameters), besides(weights, how.buffers)]
        const added = [...parameters, ...buffers].flatMap(Named.names)
        if (Named.names(weights).length === 0)
          return refusal(
            context,
            'a layer with a weight, such as dense',
            Named.names(inside.parameters).join(', ') || 'no parameters',
            `take ${how.name} away, or put it around a layer that has a weight`,
          )
        if (added.some((name) => inside.parameters[name] !== undefined || inside.buffers[name] !== undefined))
          return refusal(context, `a layer without ${how.name}`, `${how.name} inside`, 'once is enough')
        const all = {
          ...inside,
          parameters: Named.disjoint(inside.parameters, ...parameters),
          buffers: Named.disjoint(inside.buffers, ...buffers),
        }
        const needs = scoped(all, 'body')
        return built({
          ...needs,
          output: inside.output,
          ...present({ distribution: inside.distribution }),
          noise: { ...needs.noise, ...how.noise },
          program: program(inside, how),
        })
      })(context.nest(body, input, 'body')),
    mirror: ({ body }, input, context) => ({ layer: how.name, body: context.mirror(body, input) }),
  })

/** A layer around others, as a function from functions on networks to functions on networks of the same type. */
export const around =
  (layer: string) =>
  <Before extends Network, After extends Network>(body: (net: Before) => After) =>
  (net: Before): After => {
    const whole = body(net)
    const { length } = net.layers
    return { ...whole, layers: [...net.layers, { layer, body: whole.layers.slice(length) }] }
  }
