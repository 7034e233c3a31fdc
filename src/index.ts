export { flow, pipe } from 'fp-ts/lib/function.js'
export * from './layers/registry.ts'
export * from './losses/registry.ts'
