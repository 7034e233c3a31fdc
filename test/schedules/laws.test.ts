import { describe } from 'vitest'
import { scheduleLaws } from '../../src/laws/index.ts'
import { schedules } from '../../src/schedules/index.ts'
import { obeys } from '../cases.ts'

describe('every schedule of the registry', () => {
  for (const row of Object.values(schedules)) obeys(scheduleLaws(row))
})
