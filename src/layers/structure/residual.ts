import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, sameShape } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import type { Built } from '../core/layer.ts'
import { built, wrongSizes } from '../core/layer.ts'
import { scoped } from '../core/nested.ts'
import type { Net } from '../core/net.ts'
import { append, unknownSizes } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { sequence } from '../core/stage.ts'

const program =
  (body: Built): Program =>
  (A, input) => {
    const { y, pullback, ...rest } = sequence([{ ...body, scope: 'body' }])(A, input)
    return {
      ...rest,
      y: A.add(input.x, y),
      pullback: (dy, daux) => {
        const { dx, dparameters } = pullback(dy, daux)
        return { dx: A.add(dy, dx), dparameters }
      },
    }
  }

/**
 * A residual connection (He et al. 2016): the body must give the sizes it takes.
 *
 *     y = x + f(x)      dx = dy + f†(dy)
 *
 * @example
 * const encoder = pipe(input([784]), dense(32), residual((x) => pipe(x, dense(64), relu, dense(32))))
 */
export const residual = defineLayer(
  {
    name: 'residual',
    summary: 'Residual connection: adds the output of the layers inside to the input.',
    codec: (layers) => struct({ body: layers }),
    example: { body: [{ layer: 'tanh' }] },
    build: ({ body }, input, context) =>
      pipe(
        context.nest(body, input, 'body'),
        Either.flatMap((inside) =>
          sameShape(inside.output, input)
            ? built({ output: input, padding: 'keeps', ...scoped(inside, 'body'), program: program(inside) })
            : wrongSizes(context, `a body that gives ${drawShape(input)}, as it takes`, inside.output),
        ),
      ),
    mirror: ({ body }, input, context) => ({ layer: 'residual', body: context.mirror(body, input) }),
  },
  (specify) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string, Inner extends string = never>(
      body: (net: Net<Output, Output, never>) => Net<Output, Output, Inner>,
    ) =>
    (net: Net<Input, Output, Aux>): Net<Input, Output, Aux | Inner> =>
      append(net, specify({ body: body(unknownSizes()).layers })),
)
