import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import { parseJson } from '../../src/node/parseJson.ts'

const parse = (bytes: Uint8Array): unknown => {
  const value = parseJson('a.json', bytes, { expected: 'a spec', remedy: 'correct the JSON' })
  return Either.isRight(value) ? value.right : drawFaults(value.left)
}

describe('a file of JSON', () => {
  it('may begin with a byte order mark', () => {
    expect(parse(Buffer.from('\uFEFF{"a":1}'))).toEqual({ a: 1 })
  })

  it.each([
    ['nothing in it', Buffer.from(' \n'), 'found an empty file (correct the JSON)'],
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), 'found text in UTF-16 (save it as UTF-8)'],
    ['a missing comma', Buffer.from('{\n  "a": 1\n  "b": 2 }'), 'from line 3, column 3 on (correct the JSON)'],
  ])('with %s is a fault', (_, bytes, says) => {
    expect(parse(bytes)).toContain(`a.json: expected a spec, `)
    expect(parse(bytes)).toContain(says)
  })
})
