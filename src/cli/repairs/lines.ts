import { counted } from '../../codec/index.ts'
import type { Cell, Repair } from '../../tasks/index.ts'
import { present } from '../../tensor/present.ts'
import type { RepairedRows } from './table.ts'

const short = (cell: Cell): string => (typeof cell === 'number' ? String(Number(cell.toPrecision(6))) : cell)

const nameOf = ({ named: { ids, idName = 'id' }, kept }: RepairedRows, row: number): string =>
  [
    `row ${row + 1}`,
    ...(ids === undefined ? [] : [`${idName} ${ids[row] ?? ''}`]),
    ...kept.filter(({ name }) => name !== idName).map(({ name, cells }) => `${name} ${cells[row] ?? ''}`),
  ].join(', ')

const repairLine = (found: RepairedRows, { row, before, after, changes, failed }: Repair): ReadonlyArray<string> => [
  `${nameOf(found, row)}: p-value ${before.pValue.toPrecision(2)}${failed === undefined ? ` → ${after.pValue.toPrecision(2)}` : ', not repaired'}`,
  ...changes.map(({ column, from, to }) => `  ${column} ${short(from)} → ${short(to)}`),
  ...(failed === undefined ? [] : [`  ${failed}`]),
]

/** What was done, row by row, for at most so many rows, the oddest first. */
export const repairLines = (found: RepairedRows, alpha: number, top: number): ReadonlyArray<string> => {
  const { rows, repairs } = found.repaired
  const done = repairs.filter(({ failed }) => failed === undefined).length
  const rest = repairs.length - top
  return [
    `${repairs.length} of ${counted(rows.length, 'row')} ${repairs.length === 1 ? 'has' : 'have'} a p-value of at most ${alpha}, ${done} repaired`,
    ...repairs
      .toSorted((a, b) => b.before.score - a.before.score)
      .slice(0, top)
      .flatMap((one) => repairLine(found, one)),
    ...(rest > 0 && top > 0 ? [`and ${counted(rest, 'row')} more`] : []),
  ]
}

/** The same for machines. */
export const repairJson = ({ repaired: { repairs }, named: { ids } }: RepairedRows): unknown =>
  repairs.map(({ row, ...rest }) => ({ row: row + 1, ...present({ id: ids?.[row] }), ...rest }))
