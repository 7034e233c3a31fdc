import type { TypeOf } from '../../codec/index.ts'
import { array, choice, integer, string, struct } from '../../codec/index.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'

export const imagesSettings = struct(
  { path: string('the path of a folder of images, or a pattern such as photos/*.png', { minLength: 1 }) },
  {
    colour: choice('grey', 'rgb'),
    resize: array(integer({ minimum: 1, maximum: 16_384 }), { minItems: 2, maxItems: 2 }),
    rows: integer({ minimum: 1 }),
  },
)

/**
 * PNG, JPEG and WebP images: the files in a folder and the folders in it, or those that a pattern names (`*`, `**`, `?`,
 * `{a,b}`), in the order of their paths. A row is an image [channels, height, width] with values 0 … 255, whatever its depth;
 * all must be of one size. `colour` makes them grey (luma of ITU-R BT.601) or colour; by default they are what the first one
 * is. Transparency is left out. `resize: [height, width]` brings them to one size. The label of an image is the name of the
 * folder that it is in, its identifier is its path. WebP and `resize` need the package sharp.
 */
export type ImagesSettings = TypeOf<typeof imagesSettings>

export const images = defineSource(
  {
    name: 'images',
    summary: 'A folder of images (PNG, JPEG, WebP), with the folder that each is in as its class.',
    codec: imagesSettings,
    endings: ['.png', '.jpg', '.jpeg', '.webp'],
    readsFolders: true,
    example: { path: 'photos' },
  },
  (specify) =>
    (path: string, settings: Omit<ImagesSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
