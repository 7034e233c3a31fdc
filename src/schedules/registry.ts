/** Every schedule there is, one line each: what is exported here is part of the language. */
export { constant } from './constant.ts'
export { cosine } from './cosine.ts'
export { exponential } from './exponential.ts'
export { joined } from './joined.ts'
export { oneCycle } from './oneCycle.ts'
export { scaled } from './scaled.ts'
export { step } from './stepwise.ts'
export { warmUp } from './warmUp.ts'
