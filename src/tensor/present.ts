type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The fields that are not undefined: how an optional field is left out rather than set to undefined. */
export const present = <T extends object>(fields: T): Present<T> =>
  // Leaving out what is undefined is what the type says; the compiler cannot follow Object.fromEntries.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>
