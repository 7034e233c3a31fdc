import type { Initializer, Value } from './value.ts'

/** The names of a graph's values, unique; initialisers of the same numbers share one. */
export interface Names {
  /** The name of a value; that of an optional operand which is left out is empty. */
  readonly of: (value: Value | null) => string
  /** Gives a value its name. */
  readonly fix: (value: Value, name: string) => void
  /** A new name. */
  readonly fresh: (stem: string) => string
}

const keyOf = ({ type, dimensions, values }: Initializer): string =>
  `${type}[${dimensions.join()}]${Array.from(values, (value) => (Object.is(value, -0) ? '-0' : String(value))).join()}`

export const naming = (): Names => {
  const names = new Map<Value, string>()
  const initializers = new Map<string, string>()
  let count = 0
  const fresh = (stem: string): string => `${stem}_${count++}`
  const shared = (value: Initializer): string => {
    const key = keyOf(value)
    const name = initializers.get(key) ?? fresh('initializer')
    initializers.set(key, name)
    return name
  }
  const invent = (value: Value): string => {
    switch (value.kind) {
      case 'input':
        return value.name
      case 'initializer':
        return shared(value)
      case 'node':
        return fresh(value.operator)
      case 'output':
        return fresh(value.of.operator)
    }
  }
  const of = (value: Value | null): string => {
    if (value === null) return ''
    const name = names.get(value) ?? invent(value)
    names.set(value, name)
    return name
  }
  return { of, fresh, fix: (value, name) => void names.set(value, name) }
}
