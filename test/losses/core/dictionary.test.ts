import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import type { AutoencoderSpec } from '../../../src/index.ts'
import { elaborate, library } from '../../../src/index.ts'

describe('terms on dictionaries', () => {
  const fault = (loss: AutoencoderSpec['loss'], decoder: AutoencoderSpec['decoder']['layers']): string => {
    const encoder = {
      input: [3],
      layers: [
        { layer: 'dense', units: 4 },
        { layer: 'deadLatents', k: 1, body: [{ layer: 'gated' }] },
      ],
    }
    const model = elaborate(library, { encoder, decoder: { input: [4], layers: decoder }, loss })
    return Either.isLeft(model) ? drawFaults(model.left) : 'no fault'
  }
  const both = [{ term: 'auxK' }, { term: 'gateReconstruction' }]

  it('find the dictionary of the decoder', () => expect(fault(both, [{ layer: 'dense', units: 3 }])).toBe('no fault'))

  it('want what the code itself has, in its shape', () => {
    const [decoder, loss] = [{ input: [4], layers: [{ layer: 'dense', units: 4 }] }, [{ term: 'auxK' }]]
    const dead = { layer: 'deadLatents', k: 1, body: [] }
    const encoder = { input: [4], layers: [{ layer: 'reshape', sizes: [2, 2] }, dead, { layer: 'flatten' }] }
    const model = elaborate(library, { encoder, decoder, loss })
    expect(Either.isLeft(model) ? drawFaults(model.left) : 'no fault').toContain(
      'expected the code itself to have dead',
    )
  })

  it('say what they need where there is none', () => {
    const tied = fault(both, [{ layer: 'tied', units: 3, to: 'encoder.0' }])
    expect(tied).toContain('loss[0]: expected a parameter "decoder.0.weight" of [4, 3], found none')
    expect(tied).toContain('begin the decoder with a dense layer of its own')
    const deep = [
      { layer: 'dense', units: 5 },
      { layer: 'dense', units: 3 },
    ]
    expect(fault([{ term: 'auxK' }], deep)).toContain('found [4, 5]')
    expect(fault([{ term: 'auxK', dictionary: 'decoder.1' }], deep)).toContain('found [5, 3]')
  })
})
