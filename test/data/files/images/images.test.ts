import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openImages } from '../../../../src/data/files/images/images.ts'
import type { ImagesSettings } from '../../../../src/data/sources/images.ts'
import { fixture, python, read, survives, written } from '../tables.ts'

const pixels = (key: string): ReadonlyArray<number> =>
  [Object(python['images'])[key]].flat(Number.POSITIVE_INFINITY).map(Number)

const only = async (settings: ImagesSettings) => {
  const chunks = await read(openImages(settings))
  if (typeof chunks === 'string') return chunks
  const [chunk] = chunks
  return chunk?.kind === 'tensors' ? { ...chunk, values: Array.from(chunk.values) } : 'no images'
}

describe('images', () => {
  it('reads a folder: the folder of each is its class, its path its identifier', async () => {
    const ids = ['cats/a.png', 'cats/b.png', 'dogs/c.png'].map((name) => fixture(`images/${name}`))
    expect(await only({ path: fixture('images') })).toEqual({
      kind: 'tensors',
      length: 3,
      sizes: [1, 4, 5],
      values: pixels('grey'),
      labels: ['cats', 'cats', 'dogs'],
      ids,
    })
    expect(await only({ path: fixture('images/*/[abc].png') })).toContain('no files')
    expect(await only({ path: fixture('{images,x}/**/{a,c}.png') })).toMatchObject({ ids: [ids[0], ids[2]] })
  })

  it.each([
    ['colour/rgb.png', 'rgb'],
    ['colour/palette.png', 'palette'],
    ['more/smooth.webp', 'smooth'],
  ])('%s has the pixels that Pillow reads', async (name, key) =>
    expect(await only({ path: fixture(name) })).toMatchObject({ values: pixels(key) }),
  )

  it('a JPEG has them nearly: decoders round in different ways', async () => {
    const image = await only({ path: fixture('more/smooth.jpg') })
    if (typeof image === 'string') return expect.fail(image)
    const differences = pixels('smoothJpeg').map((value, i) => Math.abs(value - (image.values[i] ?? Number.NaN)))
    expect(Math.max(...differences)).toBeLessThanOrEqual(4)
  })

  it('brings all depths to 0 … 255', async () => {
    const sixteen = [0, 51, 102, 153, 204, 255]
    expect(await only({ path: fixture('more/sixteen.png') })).toMatchObject({ sizes: [1, 2, 3], values: sixteen })
    expect(await only({ path: fixture('more/bits.png') })).toMatchObject({ values: [0, 255, 255, 255, 0, 0] })
  })

  it('makes images grey or colour', async () => {
    expect(await only({ path: fixture('colour/rgb.png'), colour: 'grey' })).toMatchObject({ sizes: [1, 4, 5] })
    expect(await only({ path: fixture('images/cats/a.png'), colour: 'rgb' })).toMatchObject({
      values: Array.from({ length: 3 }, () => pixels('grey').slice(0, 20)).flat(),
    })
  })

  it('refuses another size, and resizes on request', async () => {
    expect(await only({ path: fixture('{images/cats,more}/*.png') })).toContain(
      'bits.png: expected an image of 5 × 4 pixels, as the first one, found 3 × 2',
    )
    const resized = await only({ path: fixture('**/*.png'), resize: [2, 2], colour: 'grey' })
    expect(resized).toMatchObject({ length: 7, sizes: [1, 2, 2] })
  })

  it('refuses what is no image, and what would fill the memory', async () => {
    expect(await only({ path: written('text', '.png') })).toContain('expected a PNG, JPEG or WebP image')
    expect(await only({ path: fixture('make.py') })).toContain('files of other kinds, such as make.py')
    expect(await only({ path: fixture('nowhere') })).toContain('no such file')
    const huge = readFileSync(fixture('images/cats/a.png'))
    huge.writeUInt32BE(2 ** 30, 16)
    expect(await only({ path: written(huge, '.png') })).toContain('found 1073741824 × 4')
  })

  it('refuses a small image with large data', async () => {
    const image = readFileSync(fixture('images/cats/a.png'))
    const data = deflateSync(new Uint8Array(2 ** 26))
    const chunk = Buffer.alloc(data.length + 12)
    chunk.writeUInt32BE(data.length)
    chunk.write('IDAT', 4)
    chunk.set(data, 8)
    const bomb = Buffer.concat([image.subarray(0, 33), chunk, image.subarray(-12)])
    expect(await only({ path: written(bomb, '.png') })).toContain('Cannot create a Buffer larger than')
  })

  it('survives mutations', async () => {
    for (const name of ['images/cats/a.png', 'colour/palette.png', 'more/smooth.jpg', 'more/smooth.webp'])
      await survives(name, name.slice(name.lastIndexOf('.')), (path) => openImages({ path }))
  })
})
