/** A window of Gaussian weights, size × size, that slides over images. */
export interface SsimOptions {
  readonly size?: number
  readonly deviation?: number
  /** How far the least and the greatest pixel may be apart. */
  readonly range?: number
}

const gaussian = (size: number, deviation: number): Float64Array => {
  const weights = Float64Array.from({ length: size }, (_, i) =>
    Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * deviation ** 2)),
  )
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}

/** Sums along the rows of an image, weighted by the window: [h, w] → [w − size + 1, h], turned. */
const blurTurned = (image: Float64Array, height: number, width: number, window: Float64Array): Float64Array => {
  const after = width - window.length + 1
  const out = new Float64Array(height * after)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < after; x++) {
      let sum = 0
      for (let k = 0; k < window.length; k++) sum += (window[k] ?? 0) * (image[y * width + x + k] ?? 0)
      out[x * height + y] = sum
    }
  return out
}

/** The weighted mean in each whole window. */
const blur = (image: Float64Array, height: number, width: number, window: Float64Array): Float64Array =>
  blurTurned(blurTurned(image, height, width, window), width - window.length + 1, height, window)

const multiply = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value * (b[i] ?? 0))

/**
 * The mean structural similarity of two images of height × width (Wang et al. 2004, equation 13), in Gaussian windows of
 * 11 × 11 pixels with a deviation of 1.5 by default, around every pixel that has a whole window: 1 for equal images.
 */
export const structuralSimilarity = (
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  [height, width]: readonly [height: number, width: number],
  { size = 11, deviation = 1.5, range = 1 }: SsimOptions = {},
): number => {
  const window = gaussian(size, deviation)
  const mean = (image: Float64Array): Float64Array => blur(image, height, width, window)
  const [x, y] = [Float64Array.from(a), Float64Array.from(b)]
  const [meanX, meanY] = [mean(x), mean(y)]
  const [squaresX, squaresY, products] = [mean(multiply(x, x)), mean(multiply(y, y)), mean(multiply(x, y))]
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2]
  let sum = 0
  for (let i = 0; i < meanX.length; i++) {
    const [mx, my] = [meanX[i] ?? 0, meanY[i] ?? 0]
    const luminance = (2 * mx * my + c1) / (mx * mx + my * my + c1)
    const covariance = (products[i] ?? 0) - mx * my
    const variances = (squaresX[i] ?? 0) - mx * mx + (squaresY[i] ?? 0) - my * my
    sum += (luminance * (2 * covariance + c2)) / (variances + c2)
  }
  return sum / meanX.length
}
