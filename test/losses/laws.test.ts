import { describe } from 'vitest'
import { terms } from '../../src/losses/index.ts'
import { termLaws } from '../../src/laws/index.ts'
import { obeys } from '../cases.ts'

describe('every loss term of the registry', () => {
  for (const row of Object.values(terms)) obeys(termLaws(row))
})
