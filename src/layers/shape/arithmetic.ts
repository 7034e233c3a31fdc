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

/** Whole numbers whose digits the compiler sees: not `number`, not negative, without a fraction or an exponent. */
type IsWhole<A extends number> = number extends A
  ? false
  : `${A}` extends `${string}${'-' | '.' | 'e'}${string}`
    ? false
    : true

/** The number that digits stand for; `number` where there are none. */
type ToNumber<S> = S extends `${infer N extends number}` ? N : number

/** A + B for literal whole numbers; `number` if either is not literal. */
export type Add<A extends number, B extends number> = [IsWhole<A>, IsWhole<B>] extends [true, true]
  ? ToNumber<AddText<`${A}`, `${B}`, []>>
  : number

/** Digits without zeros in front. */
type Strip<S extends string> = S extends `0${infer Rest}` ? (Rest extends '' ? S : Strip<Rest>) : S

/** The digit and the borrow of a difference of two digits and a borrow. */
type SubDigits<A extends Digits, B extends Digits, Borrow extends 0[]> = Count[A] extends [
  ...Count[B],
  ...Borrow,
  ...infer Rest extends 0[],
]
  ? [Rest['length'], []]
  : [...Count['9'], 0, ...Count[A]] extends [...Count[B], ...Borrow, ...infer Rest extends 0[]]
    ? [Rest['length'], [0]]
    : never

/** A − B; null where it is negative. */
type SubText<
  A extends string,
  B extends string,
  Borrow extends 0[] = [],
  Difference extends string = '',
> = `${A}${B}` extends ''
  ? Borrow extends []
    ? Strip<Difference>
    : null
  : Last<A> extends [infer A0 extends string, infer A1 extends Digits]
    ? Last<B> extends [infer B0 extends string, infer B1 extends Digits]
      ? SubDigits<A1, B1, Borrow> extends [infer D extends number, infer C extends 0[]]
        ? SubText<A0, B0, C, `${D}${Difference}`>
        : never
      : never
    : never

/** A − B for literal whole numbers; `number` if either is not literal or the difference is negative. */
export type Sub<A extends number, B extends number> = [IsWhole<A>, IsWhole<B>] extends [true, true]
  ? ToNumber<SubText<`${A}`, `${B}`>>
  : number

/** A · D for one digit, added to a sum. */
type AddTimes<Sum extends string, A extends string, D extends 0[]> = D extends [0, ...infer Rest extends 0[]]
  ? AddTimes<AddText<Sum, A, []>, A, Rest>
  : Sum

type MulText<A extends string, B extends string, Product extends string = ''> = B extends `${infer D extends
  Digits}${infer Rest}`
  ? MulText<A, Rest, AddTimes<`${Product}0`, A, Count[D]>>
  : Strip<Product>

/** A · B for literal whole numbers; `number` if either is not literal. */
export type Mul<A extends number, B extends number> = [IsWhole<A>, IsWhole<B>] extends [true, true]
  ? ToNumber<MulText<`${A}`, `${B}`>>
  : number

/** How often B goes into A, at most nine times, and what remains. */
type Fit<A extends string, B extends string, Times extends 0[] = []> =
  SubText<A, B> extends infer Rest extends string ? Fit<Rest, B, [...Times, 0]> : [Times['length'], A]

type DivText<
  A extends string,
  B extends string,
  Remainder extends string = '',
  Quotient extends string = '',
> = A extends `${infer D extends Digits}${infer Rest}`
  ? Fit<Strip<`${Remainder}${D}`>, B> extends [infer Q extends number, infer R extends string]
    ? DivText<Rest, B, R, `${Quotient}${Q}`>
    : never
  : Strip<Quotient>

/** ⌊A / B⌋ for literal whole numbers; `number` if either is not literal or B is 0. */
export type DivFloor<A extends number, B extends number> = [IsWhole<A>, IsWhole<B>] extends [true, true]
  ? B extends 0
    ? number
    : ToNumber<DivText<`${A}`, `${B}`>>
  : number

/** ⌈A / B⌉ for literal whole numbers; `number` if either is not literal or B is 0. */
export type DivCeil<A extends number, B extends number> = DivFloor<Sub<Add<A, B>, 1>, B>

/** The product of all sizes, 1 of none; `number` if any is not literal. */
export type Product<S extends ReadonlyArray<number>, Of extends number = 1> = S extends readonly [
  infer First extends number,
  ...infer Rest extends ReadonlyArray<number>,
]
  ? Product<Rest, Mul<Of, First>>
  : S extends readonly []
    ? Of
    : number
