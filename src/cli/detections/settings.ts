import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { failure, show } from '../../codec/index.ts'

/** The value of a setting: a number, true, false, or else text. */
const valueOf = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return text
  }
}

const settingOf =
  (option: string) =>
  (text: string): Fallible<readonly [string, unknown]> => {
    const at = text.indexOf('=')
    return at > 0 && at < text.length - 1
      ? Either.right([text.slice(0, at).trim(), valueOf(text.slice(at + 1).trim())])
      : failure({
          fault: 'wrong usage',
          where: option,
          expected: 'NAME or NAME:setting=value,setting=value',
          found: show(text),
          remedy: `write it as ${option} NAME:setting=0.1`,
        })
  }

/** What an option names with settings, `tail:rate=0.001,level=0.95`, as a definition’s spec: `{ [tag]: 'tail', rate: 0.001, … }`. */
export const namedSettings = (
  option: string,
  tag: string,
  words: string,
): Fallible<Readonly<Record<string, unknown>>> => {
  const [name = '', ...rest] = words.split(':')
  const settings = rest.join(':')
  return pipe(
    settings === '' ? [] : settings.split(','),
    Either.traverseArray(settingOf(option)),
    Either.map((entries) => ({ [tag]: name.trim(), ...Object.fromEntries(entries) })),
  )
}
