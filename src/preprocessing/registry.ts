/** Every preprocessing step there is, one line each: what is exported here is part of the language. */
export { minMax } from './minMax.ts'
export { standard } from './standard.ts'
