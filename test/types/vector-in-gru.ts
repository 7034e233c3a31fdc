import { gru, input, pipe } from 'isthmus'

// error: Type 'readonly [24]' is not assignable to type 'readonly [number, number]'
export default pipe(input([24]), gru(8))
