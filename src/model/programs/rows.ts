import type { Compared } from '../../losses/index.ts'
import { present } from '../../tensor/present.ts'

/** A batch of rows. */
export interface Rows<T> {
  /** [N, …input]: the clean input, which is the target too if there is no other. */
  readonly x: T
  /** [N]: the sample weights, not negative. */
  readonly weight?: T
  /** [N, …input]: 1 where an entry is known, 0 where it is missing. */
  readonly mask?: T
  /** [N, width]: the condition, if the model has one. */
  readonly condition?: T
  /** [N, …target]: what outputs are compared with, if that is not the input. */
  readonly target?: T
  /** [N, …target]: 1 where an entry of that target is known, 0 where it is missing. */
  readonly targetMask?: T
}

/** What outputs are compared with: the target, or the input where there is none. */
export const targetOf = <T>({ x, mask, target, targetMask }: Rows<T>): Omit<Compared<T>, 'output'> =>
  target === undefined ? { target: x, ...present({ mask }) } : { target, ...present({ mask: targetMask }) }
