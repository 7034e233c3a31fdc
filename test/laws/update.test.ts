import { describe, expect, it } from 'vitest'
import { drawReport, updateLaws, verify } from '../../src/laws/index.ts'
import { Codecs } from '../../src/index.ts'
import { builtUpdate, defineUpdate } from '../../src/optimisers/index.ts'

describe('the laws notice what is wrong with an update', () => {
  it('an update that loses a slot', () => {
    const wrong = defineUpdate({
      name: 'wrong',
      summary: 'Forgets.',
      codec: () => Codecs.struct({}),
      build: () => builtUpdate({ slots: { velocity: 0 }, run: (_B, { direction }) => ({ direction, slots: {} }) }),
    }).definition
    expect(drawReport(verify(updateLaws(wrong), { cases: 20 }))).toContain(
      'the slots are none, not velocity as declared',
    )
  })
})
