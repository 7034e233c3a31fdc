import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { failure, nearest, show } from '../../codec/index.ts'

/** How many names a message lists. */
const listed = 8

const listOf = (names: ReadonlyArray<string>): string =>
  names.slice(0, listed).map(show).join(', ') + (names.length > listed ? `, … (${names.length} in all)` : '')

/** The setting that names one of the things of a file: `tensor`, `array`, `variable`. */
export interface Choice {
  readonly where: string
  /** The setting, and what it names: `tensor`. */
  readonly setting: string
  readonly names: ReadonlyArray<string>
  /** Those that are taken if none is named, where there is only one. */
  readonly candidates?: ReadonlyArray<string>
}

/** The name that is wanted, or the only one; a wrong name is a fault with the nearest, and several with a list. */
export const chosenName = (
  wanted: string | undefined,
  { where, setting, names, candidates = names }: Choice,
): Fallible<string> => {
  if (wanted !== undefined && names.includes(wanted)) return Either.right(wanted)
  if (wanted === undefined && candidates.length === 1 && candidates[0] !== undefined) return Either.right(candidates[0])
  const near = wanted === undefined ? undefined : nearest(wanted, names)
  const list = names.length === 0 ? `the file holds no ${setting}` : `the file holds ${listOf(names)}`
  if (wanted === undefined)
    return failure({
      fault: 'missing key',
      where,
      expected: `the setting ${setting}, which names one of several`,
      found: candidates.length === 0 ? `no ${setting} of numbers` : listOf(candidates),
      remedy: candidates.length === 0 ? list : `say ${setting}: ${show(candidates[0])}`,
    })
  return failure({
    fault: 'unknown name',
    where,
    expected: `the name of ${/^[aeiou]/.test(setting) ? 'an' : 'a'} ${setting}`,
    found: show(wanted),
    remedy: near === undefined ? list : `did you mean ${show(near)}? ${list}`,
  })
}
