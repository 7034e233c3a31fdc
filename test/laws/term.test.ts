import { describe, expect, it } from 'vitest'
import { builtTerm, defineTerm, termValue } from '../../src/losses/index.ts'
import { drawReport, termLaws, verify } from '../../src/laws/index.ts'
import { Codecs } from '../../src/index.ts'
import { times, total } from '../../src/tensor/derived.ts'

describe('the laws notice what is wrong with a term', () => {
  it('a loss whose gradient is off', () => {
    const wrong = defineTerm({
      name: 'wrong',
      summary: 'Forgets a factor.',
      codec: () => Codecs.struct({}),
      build: () =>
        builtTerm({
          run: (B, { output }) =>
            termValue(total(B, B.mul(output, output)), (dvalue) => ({ doutput: times(B, output, dvalue) })),
        }),
    })
    expect(drawReport(verify(termLaws(wrong), { cases: 20 }))).toContain('cotangent of "output"')
  })
})
