import { nativeRuntime } from '../../src/engines/onnxruntime/native.ts'
import type { Dtype, NdArray } from '../../src/interpreters/ndarray/index.ts'
import { numbersOf, wrap } from '../../src/interpreters/ndarray/index.ts'
import { apply, build, compile, graphInput, initializer } from '../../src/compiler/index.ts'
import type { Expression } from '../../src/expression/expression.ts'
import { nodesOf } from '../../src/expression/expression.ts'
import * as Named from '../../src/tensor/named.ts'
import { batch, isSymbolic, sameExtent } from '../../src/tensor/shape.ts'

const dimension = (extent: Expression['shape'][number]) =>
  isSymbolic(extent) ? (extent.batch === 1 ? 'N' : `${extent.batch}N`) : extent

/** The inputs that expressions need, by name. */
const inputsOf = (roots: ReadonlyArray<Expression>): Named.Named<Expression> =>
  Object.fromEntries(
    nodesOf(roots).flatMap((node) => (node.primitive === 'input' ? [[node.attributes.name ?? '', node] as const] : [])),
  )

/** Expressions as an ONNX model with outputs `0`, `1`, …; the batch is the first axis of an input that begins with it. */
export const compileExpressions = (roots: ReadonlyArray<Expression>, type: Dtype): Uint8Array => {
  const inputs = inputsOf(roots)
  const givens = Named.map(inputs, ({ shape }, name) => graphInput(name, type, shape.map(dimension)))
  const batched = Named.names(inputs).find((name) => {
    const [extent = 1] = Named.get(inputs, name).shape
    return sameExtent(extent, batch)
  })
  const rows =
    batched === undefined
      ? initializer('int64', [1], [1])
      : apply('Shape', [Named.get(givens, batched)], { start: 0, end: 1 })
  const values = compile(roots, { type, rows, input: (name) => Named.get(givens, name) })
  return build(
    values.map((value, i) => ({
      name: String(i),
      value,
      type,
      dimensions: (roots[i]?.shape ?? []).map(dimension),
    })),
  )
}

const runtime = nativeRuntime({ threads: 1 })

/** What ONNX Runtime makes of expressions. */
export const runNatively = async (
  roots: ReadonlyArray<Expression>,
  inputs: Named.Named<NdArray>,
  type: Dtype,
): Promise<ReadonlyArray<NdArray>> => {
  const runnable = await (await runtime).load(compileExpressions(roots, type), { threads: 1, dtype: type })
  const convert = type === 'float64' ? Float64Array : Float32Array
  const feeds = Named.map(inputs, (a) => ({ data: convert.from(numbersOf('float64', a)), shape: [...a.shape] }))
  const results = await runnable.run(feeds)
  await runnable.release()
  return roots.map((_, i) => {
    const { data, shape } = Named.get(results, String(i))
    return wrap(Float64Array.from(data), shape)
  })
}
