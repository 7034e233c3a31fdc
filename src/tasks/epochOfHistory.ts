/** The losses of an epoch, as far as they are known. */
export interface EpochOfHistory {
  readonly epoch: number
  readonly train: number
  readonly validation?: number
}
