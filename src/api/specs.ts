/** Spec files: JSON with a version, and its JSON Schema. */
export { decodeSpec, encodeSpec, specSchema } from '../format/index.ts'
