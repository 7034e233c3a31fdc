import type { Model, Plan } from '../../model/index.ts'
import { step } from '../../model/index.ts'
import * as Named from '../../tensor/named.ts'
import type { HostRows, Minibatch, State, StepOutcome, Trained } from '../engine.ts'
import { selectRows } from '../selectRows.ts'
import type { Arrays, HostArrays } from './hostArrays.ts'
import { arrayOf, rowsOf } from './hostArrays.ts'

const isFinite = (state: State): boolean =>
  [state.parameters, state.buffers, state.slots].every((named) =>
    Object.values(named).every(({ data }) => data.every(Number.isFinite)),
  )

/** Takes one training step for each minibatch, and ends at the first that is not finite. */
export const takeSteps = (
  A: Arrays,
  { stateOf, hostState, outcome }: HostArrays,
  { model, plan }: { readonly model: Model; readonly plan: Plan },
  initial: State,
  data: HostRows,
  batches: ReadonlyArray<Minibatch>,
): Trained => {
  let state = initial
  const outcomes: Array<StepOutcome> = []
  const start = performance.now()
  const trained = (finite: boolean): Trained => ({
    state,
    outcomes,
    finite,
    seconds: (performance.now() - start) / 1000,
  })
  for (const { rows, noise } of batches) {
    const batch = rowsOf(selectRows(data, rows))
    const result = step(A, model, plan, { state: stateOf(state), noise: Named.map(noise, arrayOf), rows: batch })
    const losses = outcome(result.report)
    outcomes.push(losses)
    const next = { ...hostState(result.state), step: state.step + 1 }
    if (!Number.isFinite(losses.total) || !isFinite(next)) return trained(false)
    state = next
  }
  return trained(true)
}
