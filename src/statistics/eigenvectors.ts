import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { draw, path, stream } from '../random/index.ts'

/** A symmetric matrix as what it does to vectors, many at once. */
export interface SymmetricOperator {
  /** Rows and columns. */
  readonly size: number
  readonly apply: (vectors: ReadonlyArray<Float64Array>) => ReadonlyArray<Float64Array>
}

/** An eigenvector of length 1 with its eigenvalue. */
export interface Eigenpair {
  readonly value: number
  readonly vector: Float64Array
}

/** The inner product of two vectors of one length, by four sums at once, which do not wait for each other. */
export const dot = (a: Float64Array, b: Float64Array): number => {
  let [s, t, u, v] = [0, 0, 0, 0]
  let i = 0
  for (; i + 3 < a.length; i += 4) {
    s += (a[i] ?? 0) * (b[i] ?? 0)
    t += (a[i + 1] ?? 0) * (b[i + 1] ?? 0)
    u += (a[i + 2] ?? 0) * (b[i + 2] ?? 0)
    v += (a[i + 3] ?? 0) * (b[i + 3] ?? 0)
  }
  for (; i < a.length; i++) s += (a[i] ?? 0) * (b[i] ?? 0)
  return s + t + (u + v)
}

/** a += factor·b */
const add = (a: Float64Array, factor: number, b: Float64Array): void => {
  for (let i = 0; i < a.length; i++) a[i] = (a[i] ?? 0) + factor * (b[i] ?? 0)
}

/** Σⱼ weightⱼ·vectorⱼ */
const combine = (vectors: ReadonlyArray<Float64Array>, weights: Float64Array): Float64Array => {
  const sum = new Float64Array(vectors[0]?.length ?? 0)
  vectors.forEach((vector, j) => add(sum, weights[j] ?? 0, vector))
  return sum
}

/** The matrix of an operator: its images of the unit vectors. */
const matrixOf = ({ size, apply }: SymmetricOperator): Matrix => {
  const units = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)),
  )
  return new Matrix(apply(units).map((row) => [...row]))
}

/** All eigenpairs of a symmetric matrix, the greatest eigenvalue first (Householder reduction and implicit QL). */
export const allEigenpairs = (matrix: Matrix): ReadonlyArray<Eigenpair> => {
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true })
  return realEigenvalues
    .map((value, i) => ({ value, i }))
    .toSorted((a, b) => b.value - a.value)
    .map(({ value, i }) => ({ value, vector: Float64Array.from(eigenvectorMatrix.getColumn(i)) }))
}

/** What remains of a candidate beside the basis, scaled to length 1; nothing where that is rounding. */
const orthonormal = (basis: ReadonlyArray<Float64Array>, candidate: Float64Array): Float64Array | undefined => {
  const vector = Float64Array.from(candidate)
  const before = Math.sqrt(dot(vector, vector))
  let length = before
  // Again where little was left, as its rounding is scaled up with it ("twice is enough", Parlett 1980).
  for (let last = Number.POSITIVE_INFINITY; length < last;) {
    last = 0.5 * length
    for (const other of basis) add(vector, -dot(vector, other), other)
    length = Math.sqrt(dot(vector, vector))
    if (!(length > 1e-12 * before)) return undefined
  }
  return vector.map((entry) => entry / length)
}

/** A basis with the images of its vectors, and the matrix between them. */
interface Krylov {
  readonly basis: ReadonlyArray<Float64Array>
  readonly images: ReadonlyArray<Float64Array>
  /** basisᵢ · imageⱼ, of every i up to j. */
  readonly projected: ReadonlyArray<ReadonlyArray<number>>
}

/** The basis with one more block: what the candidates, or else random vectors, add to it. */
const grown = (
  { size, apply }: SymmetricOperator,
  { basis, images, projected }: Krylov,
  candidates: ReadonlyArray<Float64Array>,
): Krylov => {
  const next = [...basis]
  candidates.forEach((candidate, i) => {
    if (next.length === size) return
    const random = (): Float64Array => draw(path(stream(0), 'krylov', basis.length, i), size, { kind: 'normal' })
    const vector = orthonormal(next, candidate) ?? orthonormal(next, random())
    if (vector !== undefined) next.push(vector)
  })
  const added = apply(next.slice(basis.length))
  const columns = added.map((image, i) => next.slice(0, basis.length + i + 1).map((vector) => dot(vector, image)))
  return { basis: next, images: [...images, ...added], projected: [...projected, ...columns] }
}

/** The best eigenpairs within a basis (Rayleigh and Ritz), with the greatest residual ‖A·v − λ·v‖ of them. */
const ritz = ({ basis, images, projected }: Krylov, count: number) => {
  const matrix = Matrix.zeros(basis.length, basis.length)
  projected.forEach((column, j) =>
    column.forEach((entry, i) => {
      matrix.set(i, j, entry)
      matrix.set(j, i, entry)
    }),
  )
  let residual = 0
  const pairs = allEigenpairs(matrix)
    .slice(0, count)
    .map(({ value, vector: weights }): Eigenpair => {
      const vector = combine(basis, weights)
      const difference = combine(images, weights)
      add(difference, -value, vector)
      residual = Math.max(residual, Math.sqrt(dot(difference, difference)))
      return { value, vector }
    })
  return { pairs, residual }
}

/** Residuals below this part of the greatest eigenvalue are rounding. */
const tolerance = 1e-14
/** The most vectors of a block: eigenvalues that are equal to the last bit are all found up to so many. */
const maxBlock = 16

/** The vectors that a block holds for so many eigenpairs. */
const blockFor = (count: number): number => Math.min(count + 4, maxBlock)

/** About how many vectors the basis comes to hold before so many eigenpairs are found. */
export const expectedBasis = (count: number): number => 8 * blockFor(count) + 2 * count

/**
 * The greatest eigenvalues of a symmetric matrix with positive eigenvalues, with their eigenvectors, at most `count`:
 * block Lanczos with full orthogonalisation (Golub and Underwood 1977) from random vectors, until the residuals are
 * rounding. Small matrices, and those of which many eigenpairs are wanted, are decomposed whole.
 */
export const leadingEigenpairs = (operator: SymmetricOperator, count: number): ReadonlyArray<Eigenpair> => {
  const { size } = operator
  const wanted = Math.min(count, size)
  if (wanted === 0) return []
  if (size <= 64 || 2 * expectedBasis(wanted) >= size) return allEigenpairs(matrixOf(operator)).slice(0, wanted)
  const start = Array.from({ length: blockFor(wanted) }, (_, i) =>
    draw(path(stream(0), 'start', i), size, { kind: 'normal' }),
  )
  let krylov = grown(operator, { basis: [], images: [], projected: [] }, start)
  let checkAt = 2 * wanted
  for (;;) {
    krylov = grown(operator, krylov, krylov.images.slice(-start.length))
    if (krylov.basis.length < checkAt && krylov.basis.length < size) continue
    const { pairs, residual } = ritz(krylov, wanted)
    if (residual <= tolerance * (pairs[0]?.value ?? 0) || krylov.basis.length === size) return pairs
    checkAt = Math.ceil(1.3 * krylov.basis.length)
  }
}
