import type { Add, DivCeil, DivFloor, Mul, Sub } from '../../src/layers/shape/arithmetic.ts'

/** Exactly the same type, in both directions. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_: Same<A, B>): void => undefined

same<[Add<0, 0>, Add<999, 1>, Add<784, 16>, Add<5, 123_456>], [0, 1000, 800, 123_461]>(true)
same<[Sub<0, 0>, Sub<1000, 1>, Sub<784, 784>, Sub<65_536, 9>], [0, 999, 0, 65_527]>(true)
same<[Mul<0, 77>, Mul<77, 0>, Mul<1, 1>, Mul<32, 49>, Mul<999, 999>, Mul<10, 10>], [0, 0, 1, 1568, 998_001, 100]>(true)
same<[DivFloor<0, 3>, DivFloor<28, 2>, DivFloor<27, 2>, DivFloor<98_765, 43>], [0, 14, 13, 2296]>(true)
same<[DivCeil<0, 3>, DivCeil<28, 2>, DivCeil<27, 2>, DivCeil<98_765, 43>], [0, 14, 14, 2297]>(true)
same<[DivFloor<7, 7>, DivFloor<6, 7>, DivCeil<1, 7>, DivFloor<1000, 1>], [1, 0, 1, 1000]>(true)

/** What is not a literal whole number is known only when the program runs. */
same<[Add<number, 1>, Sub<1, number>, Mul<number, 2>], [number, number, number]>(true)
same<[DivFloor<number, 2>, DivCeil<2, number>], [number, number]>(true)
same<Sub<1, 2>, number>(true)
same<Sub<100, 200>, number>(true)
same<DivFloor<1, 0>, number>(true)
same<DivCeil<1, 0>, number>(true)
same<Mul<1.5, 2>, number>(true)
same<Add<-1, 2>, number>(true)
