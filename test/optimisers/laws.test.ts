import { describe } from 'vitest'
import { updateLaws } from '../../src/laws/index.ts'
import { updates } from '../../src/optimisers/index.ts'
import { obeys } from '../cases.ts'

describe('every update of the registry', () => {
  for (const row of Object.values(updates)) obeys(updateLaws(row))
})
