import { describe } from 'vitest'
import { scheduleLaws, updateLaws } from '../src/laws/index.ts'
import { updates } from '../src/optimisers/index.ts'
import { schedules } from '../src/schedules/index.ts'
import { obeys } from './cases.ts'

describe('every update of the registry', () => {
  for (const row of Object.values(updates)) obeys(updateLaws(row))
})

describe('every schedule of the registry', () => {
  for (const row of Object.values(schedules)) obeys(scheduleLaws(row))
})
