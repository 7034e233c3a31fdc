import type { CompiledExpression } from '../compiledExpression.ts'
import type { ElementType } from '../onnx/value.ts'
import { hoist } from './hoist.ts'
import { im2col } from './im2col.ts'
import { batchLastRules } from './simplify/batchLast.ts'
import { algebraicRules, simplify } from './simplify/simplify.ts'
import { sparse } from './sparse/sparse.ts'

/** What passes transform. */
export interface ExpressionGraph {
  readonly roots: ReadonlyArray<CompiledExpression>
  /** Where the batch axis of convolutions is: im2col puts it last, and `simplify` then propagates that layout. */
  readonly layout: 'batchFirst' | 'batchLast'
}

export interface PassContext {
  /** The type of all numbers. */
  readonly type: ElementType
  /** Where the graph is the body of a loop: the input that counts the iterations. */
  readonly loop?: { readonly counter: string } | undefined
}

/** A transformation of a graph to one that computes the same. */
export interface Pass {
  readonly name: string
  readonly run: (graph: ExpressionGraph, context: PassContext) => ExpressionGraph
}

const rules = { batchFirst: algebraicRules, batchLast: [...algebraicRules, ...batchLastRules] }

const simplification: Pass = {
  name: 'simplify',
  run: ({ roots, layout }) => ({ roots: simplify(roots, rules[layout]), layout }),
}

const hoisting: Pass = {
  name: 'hoist',
  run: ({ roots, layout }, { loop }) => ({ roots: loop === undefined ? roots : hoist(roots, loop.counter), layout }),
}

const convolutionsAsProducts: Pass = {
  name: 'im2col',
  run: (graph, { type }) => {
    const roots = im2col(graph.roots, type)
    return roots === graph.roots ? graph : { roots, layout: 'batchLast' }
  },
}

const sparseProducts: Pass = {
  name: 'sparse',
  run: ({ roots, layout }) => ({ roots: sparse(roots), layout }),
}

/** What happens to a program between its expressions and their lowering to ONNX operators, from top to bottom. */
export const passes: ReadonlyArray<Pass> = [
  simplification,
  hoisting,
  convolutionsAsProducts,
  simplification,
  sparseProducts,
  simplification,
]

export const runPasses = (
  roots: ReadonlyArray<CompiledExpression>,
  context: PassContext,
): ReadonlyArray<CompiledExpression> =>
  passes.reduce<ExpressionGraph>((graph, { run }) => run(graph, context), { roots, layout: 'batchFirst' }).roots
