import * as Either from 'fp-ts/lib/Either.js'
import type { TypeOf } from '../../codec/index.ts'
import { array, describe, failure, integer, number, refine, struct } from '../../codec/index.ts'
import { fillRows } from '../../random/index.ts'
import type { CouplingFlow } from '../../statistics/index.ts'
import { couplingAt, couplingSize, fitCouplingFlow, flowInverse, flowLogDensity } from '../../statistics/index.ts'
import { product } from '../../tensor/shape.ts'
import type { CodeDensity } from './density.ts'
import { defineCodeDensity, densityOf } from './density.ts'
import { realCodeFault } from './faults.ts'

const settings = struct(
  {},
  {
    layers: describe(integer({ minimum: 1, maximum: 100 }), 'the number of couplings; 6 by default'),
    hidden: describe(integer({ minimum: 1, maximum: 4096 }), 'the width of the network of each; 32 by default'),
    steps: describe(
      integer({ minimum: 1, maximum: 1_000_000 }),
      'the steps of its training; a quarter of the number of codes by default, from 300 to 1500',
    ),
  },
)

/** A flow as files hold it, for codes of a width. */
const flowCodec = (width: number) =>
  refine(
    struct({
      mean: array(number(), { minItems: width, maxItems: width }),
      deviations: array(number({ exclusiveMinimum: 0 }), { minItems: width, maxItems: width }),
      hidden: integer({ minimum: 1 }),
      layers: array(array(number())),
    }),
    ({ hidden, layers }) =>
      layers.every((weights, layer) => weights.length === couplingSize(couplingAt(width, hidden, layer)))
        ? undefined
        : { fault: 'wrong length', expected: 'the weights of every coupling', found: 'others', at: 'layers' },
  )

const flowDensity = (flow: CouplingFlow): CodeDensity => {
  const width = flow.mean.length
  return {
    sample: (length, from) => {
      const values = new Float64Array(length * width)
      fillRows(
        from,
        Uint32Array.from({ length }, (_, i) => i),
        width,
        { kind: 'normal' },
        values,
      )
      return flowInverse(flow, { length, width, values })
    },
    logDensity: (codes) => flowLogDensity(flow, codes),
  }
}

/**
 * A normalising flow of affine couplings (Dinh et al. 2017) fitted to the codes of training rows by maximum likelihood:
 * finer than a mixture where codes lie on bent surfaces, and slower to fit.
 */
export const flow = defineCodeDensity<TypeOf<typeof settings>>({
  name: 'flow',
  summary: 'A normalising flow of affine couplings (RealNVP), fitted to the codes of the training rows.',
  codec: settings,
  build: (given, model, where) => {
    const fault = realCodeFault(model, where)
    if (fault !== undefined) return failure(fault)
    return densityOf({
      fitted: flowCodec(product(model.code)),
      fit: ({ codes }, from) => Either.right(fitCouplingFlow(codes, from, given)),
      density: flowDensity,
    })
  },
})
