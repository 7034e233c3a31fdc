import type { Expression } from '../expression/expression.ts'
import type { CompileContext } from './lowering/context.ts'
import { lower } from './lowering/lower.ts'
import type { Value } from './onnx/value.ts'
import { runPasses } from './passes/index.ts'

/** Expressions as ONNX values: transformed by the passes, then lowered. */
export const compile = (roots: ReadonlyArray<Expression>, context: CompileContext): ReadonlyArray<Value> =>
  lower(runPasses(roots, context), context)
