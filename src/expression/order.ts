/**
 * Everything below the roots of a graph once, what is used before what uses it. Iterative: graphs may be deep.
 */
export const postorder = <T>(roots: ReadonlyArray<T>, below: (node: T) => ReadonlyArray<T>): ReadonlyArray<T> => {
  const seen = new Set<T>()
  const order: Array<T> = []
  const stack: Array<readonly [node: T, ready: boolean]> = roots.toReversed().map((root) => [root, false])
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [node, ready] = top
    if (ready) order.push(node)
    if (ready || seen.has(node)) continue
    seen.add(node)
    stack.push([node, true])
    for (const operand of below(node).toReversed()) stack.push([operand, false])
  }
  return order
}
