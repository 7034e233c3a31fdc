import { setFlagsFromString } from 'node:v8'

/**
 * Does work that reads code, during which V8's young generation does not grow. It would, to 48 MB (Node 20) or 96 (Node
 * 24), and never become smaller; and until it is full nobody looks whether the weights of earlier steps, which lie outside
 * it, may be freed. What computes in JavaScript afterwards may let it grow: with a small one that takes longer.
 */
export const withFixedHeap = async <T>(work: () => Promise<T>): Promise<T> => {
  setFlagsFromString('--semi-space-growth-factor=1')
  try {
    return await work()
  } finally {
    setFlagsFromString('--semi-space-growth-factor=2')
  }
}
