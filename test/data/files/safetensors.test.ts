import { describe, expect, it } from 'vitest'
import { openSafetensors } from '../../../src/data/files/safetensors.ts'
import { expectAsPython, faultsOf, fixture, rowsOf } from './fixtures.ts'

const path = fixture('safetensors/all.safetensors')
const dtypes = ['F64', 'F32', 'F16', 'BF16', 'BOOL', 'I8', 'I16', 'I32', 'I64', 'U8', 'U16', 'U32', 'U64']

describe('a tensor of a safetensors file', () => {
  it.each([...dtypes, 'layers.0.images'])('%s', (tensor) =>
    expectAsPython(openSafetensors({ path, tensor }), `safetensors/all.safetensors:${tensor}`),
  )

  it('need not be named where it is the only one', () => {
    const name = 'safetensors/single.safetensors'
    return expectAsPython(openSafetensors({ path: fixture(name) }), name)
  })

  it('has its labels in another one', async () => {
    const rows = await rowsOf(openSafetensors({ path, tensor: 'F32', label: 'labels', rows: 3 }))
    expect(rows).toMatchObject({ shape: [3, 3], labels: ['3', '1', '2'] })
  })

  it.each([
    [{ tensor: 'layers.0.image' }, 'did you mean "layers.0.images"?'],
    [{}, '(say tensor: "BF16")'],
    [{ tensor: 'F32', label: 'F64' }, 'expected labels of shape [N], found the shape [5, 3]'],
  ])('%o: %s', async (settings, says) => expect(await faultsOf(openSafetensors({ path, ...settings }))).toContain(says))
})
