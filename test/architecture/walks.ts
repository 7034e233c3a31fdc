/** A file on the way, and what happens in it. */
interface Step {
  readonly file: string
  readonly what: string
}

/** A walk through the code, file by file. */
export interface Walk {
  readonly title: string
  readonly steps: ReadonlyArray<Step>
}

export const walks: ReadonlyArray<Walk> = []
