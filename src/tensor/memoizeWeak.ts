/** Memoizes a function of an object for as long as the object lives. */
export const memoizeWeak = <K extends object, V>(f: (key: K) => V): ((key: K) => V) => {
  const found = new WeakMap<K, { readonly value: V }>()
  return (key) => {
    const before = found.get(key)
    if (before !== undefined) return before.value
    const value = f(key)
    found.set(key, { value })
    return value
  }
}
