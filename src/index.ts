import * as Either from 'fp-ts/lib/Either.js'
export { pipe } from 'fp-ts/lib/function.js'
export const x = Either.right(1)
