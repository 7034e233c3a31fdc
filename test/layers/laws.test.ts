import { describe } from 'vitest'
import { layers } from '../../src/layers/index.ts'
import { layerLaws } from '../../src/laws/index.ts'
import { obeys } from '../cases.ts'

describe('every layer of the registry', () => {
  for (const row of Object.values(layers)) obeys(layerLaws(row))
})
