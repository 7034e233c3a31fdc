import type { Fallible, Fault } from '../codec/index.ts'
import { settle, show } from '../codec/index.ts'

/** The names in an option that takes several, with commas in between. */
export const namesIn = (text: string | undefined): ReadonlyArray<string> =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** One bound, `name=least:greatest`; an end that is left out is no bound. */
const boundIn = (text: string): readonly [name: string, bounds: readonly [number, number]] | undefined => {
  const match = /^(.+)=([^:=]*):([^:=]*)$/.exec(text)
  const [, name, least = '', greatest = ''] = match ?? []
  const [low, high] = [least.trim(), greatest.trim()]
  const bounds = [
    low === '' ? Number.NEGATIVE_INFINITY : Number(low),
    high === '' ? Number.POSITIVE_INFINITY : Number(high),
  ] as const
  return name === undefined || bounds.some(Number.isNaN) ? undefined : [name.trim(), bounds]
}

const wrongBound = (text: string): Fault => ({
  fault: 'wrong usage',
  where: '--bounds',
  expected: 'names with a least and a greatest value: age=18:99,income=0:9000',
  found: show(text),
})

/** The bounds of columns in an option: `age=18:99,income=0:`. */
export const boundsIn = (text: string | undefined): Fallible<Readonly<Record<string, readonly [number, number]>>> => {
  const parts = namesIn(text)
  const read = parts.map(boundIn)
  const wrong = parts.filter((_, i) => read[i] === undefined)
  return settle(wrong.map(wrongBound), () => Object.fromEntries(read.filter((bound) => bound !== undefined)))
}
