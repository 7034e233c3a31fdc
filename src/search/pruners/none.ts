import { struct } from '../../codec/index.ts'
import { definePruner } from './pruner.ts'

/** Every trial is trained to its end. */
export const none = definePruner({
  name: 'none',
  summary: 'No pruning: every trial is trained to its end.',
  codec: struct({}),
  build: () => ({ shares: () => [1], next: () => ({ kind: 'start' }) }),
})
