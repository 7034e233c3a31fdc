/** A batch of rows. */
export interface Rows<T> {
  /** [N, …input]: the clean input, which is the target too. */
  readonly x: T
  /** [N]: the sample weights, not negative. */
  readonly weight?: T
  /** [N, …input]: 1 where an entry is known, 0 where it is missing. */
  readonly mask?: T
  /** [N, width]: the condition, if the model has one. */
  readonly condition?: T
}
