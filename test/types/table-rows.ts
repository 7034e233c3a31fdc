import { Data } from 'isthmus'

const people = Data.table({ age: Data.number(), city: Data.oneOf('Rome', 'Berlin', 'Oslo'), sold: Data.yesNo() })

export const rows = people.rows([
  { age: 30, city: 'Rome', sold: true },
  // error: Type '"Paris"' is not assignable to type
  { age: null, city: 'Paris', sold: false },
])
