/** How the numbers of a file are written. */
export interface ElementType {
  readonly kind: 'float' | 'bfloat' | 'integer' | 'unsigned' | 'boolean'
  readonly bytes: 1 | 2 | 4 | 8
  readonly littleEndian: boolean
}

/** `float32`, `big-endian int16`: what messages call a type. */
export const drawType = ({ kind, bytes, littleEndian }: ElementType): string => {
  const names = { float: 'float', bfloat: 'bfloat', integer: 'int', unsigned: 'uint', boolean: 'bool' }
  const name = kind === 'boolean' ? names.boolean : `${names[kind]}${8 * bytes}`
  return littleEndian || bytes === 1 ? name : `big-endian ${name}`
}

/** Whether float32 keeps every number of the type. */
export const fitsFloat32 = ({ kind, bytes }: ElementType): boolean =>
  kind === 'float' || kind === 'bfloat' ? bytes <= 4 : bytes <= 2
