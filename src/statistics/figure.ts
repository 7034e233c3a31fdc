/** A figure with its bootstrap interval where one was computed, or why there is none. */
export type Figure =
  | { readonly value: number; readonly low?: number; readonly high?: number }
  | { readonly undefined: string }
