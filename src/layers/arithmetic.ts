/** Arithmetic on literal number types, digit by digit, so that sizes of any length add up in a few steps. */

type Digits = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

/** A list as long as a digit. */
type Count = {
  '0': []
  '1': [0]
  '2': [0, 0]
  '3': [0, 0, 0]
  '4': [0, 0, 0, 0]
  '5': [0, 0, 0, 0, 0]
  '6': [0, 0, 0, 0, 0, 0]
  '7': [0, 0, 0, 0, 0, 0, 0]
  '8': [0, 0, 0, 0, 0, 0, 0, 0]
  '9': [0, 0, 0, 0, 0, 0, 0, 0, 0]
}

/** The digit and the carry of a sum of two digits and a carry. */
type AddDigits<A extends Digits, B extends Digits, Carry extends 0[]> = [...Count[A], ...Count[B], ...Carry] extends [
  ...Count['9'],
  0,
  ...infer Rest extends 0[],
]
  ? [Rest['length'], [0]]
  : [[...Count[A], ...Count[B], ...Carry]['length'], []]

/** Splits the last digit off. */
type Last<S extends string, Before extends string = ''> = S extends `${infer D extends Digits}${infer Rest}`
  ? Rest extends ''
    ? [Before, D]
    : Last<Rest, `${Before}${D}`>
  : ['', '0']

type AddText<A extends string, B extends string, Carry extends 0[], Sum extends string = ''> = `${A}${B}` extends ''
  ? Carry extends [0]
    ? `1${Sum}`
    : Sum
  : Last<A> extends [infer A0 extends string, infer A1 extends Digits]
    ? Last<B> extends [infer B0 extends string, infer B1 extends Digits]
      ? AddDigits<A1, B1, Carry> extends [infer D extends number, infer C extends 0[]]
        ? AddText<A0, B0, C, `${D}${Sum}`>
        : never
      : never
    : never

/** A + B for literal whole numbers; `number` if either is not literal. */
export type Add<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : AddText<`${A}`, `${B}`, []> extends `${infer Sum extends number}`
      ? Sum
      : number
