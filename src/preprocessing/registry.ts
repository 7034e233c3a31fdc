/** The preprocessing steps of the library. What is exported here can be named in a spec. */
export { minMax } from './minMax.ts'
export { standard } from './standard.ts'
