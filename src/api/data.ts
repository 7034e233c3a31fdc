/** Data sets in memory, and tensors as safetensors files. */
export { select, split, take } from '../data/index.ts'
export { decodeSafetensors, decodeSafetensorsFile, encodeSafetensors } from '../data/safetensors.ts'
export { datasetOf } from '../fitted/index.ts'
