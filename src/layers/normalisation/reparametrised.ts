import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { failure, struct } from '../../codec/index.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Shape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Specify } from '../core/define.ts'
import type { BufferSpec, Parameter } from '../core/initial.ts'
import type { Built, Context, Layer } from '../core/layer.ts'
import type { Noise } from '../core/noise.ts'
import { built } from '../core/layer.ts'
import type { LayerSpec, Network } from '../core/net.ts'
import { scoped } from '../core/nested.ts'
import type { Program } from '../core/stage.ts'

/** A weight computed from trained parameters. Names are local to the layer that has the weight. */
export interface Reweighted<T> {
  readonly weight: T
  readonly buffers: Named.Named<T>
  readonly pullback: (dweight: T) => Named.Named<T>
}

/** How the weights of a layer are computed from the parameters that are trained instead of them. */
export interface Reparametrisation {
  readonly name: string
  readonly summary: string
  /** The parameters that are added to a weight, and the buffers. */
  readonly parameters: (weight: Parameter) => Named.Named<Parameter>
  readonly buffers: (weight: Parameter) => Named.Named<BufferSpec>
  /** The noise of the layer as a whole. */
  readonly noise: Named.Named<Noise>
  readonly run: <T>(
    A: Tensor<T>,
    weight: Parameter,
    given: { readonly parameters: Named.Named<T>; readonly buffers: Named.Named<T>; readonly noise: Named.Named<T> },
  ) => Reweighted<T>
}

/** The axis of a weight with an entry for each output. */
export const outputAxis = ({ outputs, shape }: Parameter): number => outputs ?? shape.length - 1

/** The order of axes with the axis of the outputs first. */
export const outputsFirst = (weight: Parameter): ReadonlyArray<number> => {
  const first = outputAxis(weight)
  return [first, ...weight.shape.map((_, i) => i).filter((i) => i !== first)]
}

/** The shape in which a number for each output broadcasts to the weight. */
export const perOutput = (weight: Parameter): Shape =>
  weight.shape.map((extent, i) => (i === outputAxis(weight) ? extent : 1))

/** The parameters named `weight` of the layers inside, at any depth. */
const weightsOf = ({ parameters }: Built): Named.Named<Parameter> => {
  const names = Object.entries(parameters).filter(([name, { shape }]) => name.endsWith('.weight') && shape.length > 1)
  return Object.fromEntries(names)
}

/** The scope of the layer that has the weight: `0` for `0.weight`. */
const scopeOf = (weight: string): string => weight.slice(0, -'.weight'.length)

/** For every weight the tensors that are added to it, under their full names. */
const addedTo = <T>(
  weights: Named.Named<Parameter>,
  of: (weight: Parameter) => Named.Named<T>,
): ReadonlyArray<Named.Named<T>> => Object.entries(weights).map(([name, one]) => Named.prefix(of(one), scopeOf(name)))

const program =
  (inside: Built, { run }: Reparametrisation): Program =>
  (A, { x, parameters, buffers, noise, condition }) => {
    const [inner, innerBuffers] = [Named.within(parameters, 'body'), Named.within(buffers, 'body')]
    const made = Object.entries(weightsOf(inside)).map(([name, weight]) => {
      const scope = scopeOf(name)
      const given = { parameters: Named.within(inner, scope), buffers: Named.within(innerBuffers, scope), noise }
      return { name, scope, ...run(A, weight, given) }
    })
    const weights = Object.fromEntries(made.map(({ name, weight }) => [name, weight]))
    const stage = inside.program(A, {
      x,
      parameters: { ...inner, ...weights },
      buffers: innerBuffers,
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

const refusal = (context: Context, expected: string, found: string, remedy: string): Fallible<never> =>
  failure({ fault: 'wrong value', where: `${context.where}.body`, expected, found, remedy })

/** The settings of a layer around others. */
interface Body {
  readonly body: ReadonlyArray<LayerSpec>
}

/** A layer around others whose weights it computes. */
export const reparametrised = (how: Reparametrisation): Layer<Body> => ({
  name: how.name,
  summary: how.summary,
  codec: (layers) => struct({ body: layers }),
  example: { body: [{ layer: 'dense', units: 2 }] },
  build: ({ body }, input, context) =>
    pipe(
      context.nest(body, input, 'body'),
      Either.flatMap((inside) => {
        const weights = weightsOf(inside)
        const [parameters, buffers] = [addedTo(weights, how.parameters), addedTo(weights, how.buffers)]
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
        const needs = scoped(
          {
            ...inside,
            parameters: Named.disjoint(inside.parameters, ...parameters),
            buffers: Named.disjoint(inside.buffers, ...buffers),
          },
          'body',
        )
        return built({
          ...needs,
          output: inside.output,
          ...present({ distribution: inside.distribution }),
          noise: { ...needs.noise, ...how.noise },
          program: program(inside, how),
        })
      }),
    ),
  mirror: ({ body }, input, context) => ({ layer: how.name, body: context.mirror(body, input) }),
})

/** A layer around others, as a function from functions on networks to functions on networks of the same type. */
export const around =
  (specify: Specify<Body>) =>
  <Before extends Network, After extends Network>(body: (net: Before) => After) =>
  (net: Before): After => {
    const whole = body(net)
    const { length } = net.layers
    return { ...whole, layers: [...net.layers, specify({ body: whole.layers.slice(length) })] }
  }
