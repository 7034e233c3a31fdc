/** An image as its pixels: height × width × channels, 0 … 255. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** 1 is grey, 3 is red, green and blue. */
  readonly channels: 1 | 3
  readonly values: ArrayLike<number>
}

/** The grey value of a colour, rounded: luma of ITU-R BT.601. */
const luma = (red: number, green: number, blue: number): number =>
  Math.floor((19_595 * red + 38_470 * green + 7_471 * blue + 32_768) / 65_536)

/** Writes an image as [channels, height, width] from a place on. */
export const writePixels = (
  { width, height, channels, values }: Pixels,
  to: 1 | 3,
  out: Float32Array,
  at: number,
): void => {
  const size = width * height
  for (let i = 0; i < size; i++) {
    const [red = 0, green = red, blue = red] =
      channels === 1 ? [values[i]] : [values[3 * i], values[3 * i + 1], values[3 * i + 2]]
    if (to === 1) out[at + i] = channels === 1 ? red : luma(red, green, blue)
    else {
      out[at + i] = red
      out[at + size + i] = green
      out[at + 2 * size + i] = blue
    }
  }
}
