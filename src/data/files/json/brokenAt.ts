/** The next token behind blanks: a sign, a text, or a number or word. */
const token =
  // oxlint-disable-next-line no-control-regex -- JSON forbids control characters in text
  /[ \t\n\r]*(?:([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y

/** What may come next in a text. */
type Next = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end'

/** What may come after a token, or undefined where it may not stand. `open` are the brackets that are not closed yet. */
const after = (next: Next, sign: string | undefined, isText: boolean, open: Array<string>): Next | undefined => {
  if (next === ':') return sign === ':' ? 'value' : undefined
  if (next === 'key' || next === 'key or }') {
    if (isText) return ':'
    return sign === '}' && next === 'key or }' && open.pop() === '{' ? ', or end' : undefined
  }
  if (next === ', or end') {
    if (sign === ',') return open.length === 0 ? undefined : open.at(-1) === '{' ? 'key' : 'value'
    return (sign === '}' || sign === ']') && open.pop() === (sign === '}' ? '{' : '[') ? ', or end' : undefined
  }
  if (sign === undefined) return ', or end'
  if (sign === ']') return next === 'value or ]' && open.pop() === '[' ? ', or end' : undefined
  if (sign !== '{' && sign !== '[') return undefined
  open.push(sign)
  return sign === '{' ? 'key or }' : 'value or ]'
}

/** Where text stops to be JSON: the messages of `JSON.parse` do not always say it. */
export const brokenAt = (text: string): number => {
  const open: Array<string> = []
  let next: Next = 'value'
  for (let at = 0; ; at = token.lastIndex) {
    token.lastIndex = at
    const match = token.exec(text)
    const place = at + (/^[ \t\n\r]*/.exec(text.slice(at, at + 4096))?.[0].length ?? 0)
    if (match === null) return place
    const [, sign, quoted] = match
    const following = after(next, sign, quoted !== undefined, open)
    if (following === undefined) return place
    next = following
  }
}
