import type { ElementType } from './elementType.ts'

const big = (kind: ElementType['kind'], bytes: ElementType['bytes']): ElementType => ({
  kind,
  bytes,
  littleEndian: false,
})

/** The types of an IDX file by their code (Y. LeCun, the MNIST database): big-endian. */
export const idxTypes: Readonly<Record<number, ElementType>> = {
  0x08: big('unsigned', 1),
  0x09: big('integer', 1),
  0x0b: big('integer', 2),
  0x0c: big('integer', 4),
  0x0d: big('float', 4),
  0x0e: big('float', 8),
}

/** Whether some first bytes are those of an IDX file: two zeros, a type, a number of axes. */
export const isIdx = (head: Uint8Array): boolean =>
  head.length >= 4 && head[0] === 0 && head[1] === 0 && idxTypes[head[2] ?? 0] !== undefined && (head[3] ?? 0) > 0
