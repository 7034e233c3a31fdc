import { struct } from '../codec/index.ts'
import { scalar } from '../tensor/derived.ts'
import { level, row } from './schedule.ts'

const constantRow = row({
  name: 'constant',
  summary: 'The same number at every step.',
  codec: () => struct({ value: level }),
  value: (A, _step, { value }) => scalar(A, value),
})

/** The same number at every step. */
export const constant = Object.assign((value: number) => ({ schedule: 'constant', value }), { definition: constantRow })
