/** Engines one by one; `engines.native()` and its like load them by name. */
export { auto, EngineError, native, reference, web } from '../engines/index.ts'
