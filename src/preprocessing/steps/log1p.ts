import * as Either from 'fp-ts/lib/Either.js'
import { struct } from '../../codec/index.ts'
import { defineColumnStep, oneToOne } from '../columnStep.ts'
import { selectionFields } from '../select.ts'

/** y = log(1 + x) for x > −1; its inverse is x = eʸ − 1. Counts and other numbers of many sizes. */
export const log1p = defineColumnStep({
  name: 'log1p',
  summary: 'The logarithm log(1 + x), for counts and amounts that differ by orders of magnitude.',
  codec: struct({}, selectionFields),
  example: {},
  takes: ['number', 'count'],
  isScaling: true,
  fitted: struct({}),
  fit: (_settings, _rows, columns) => Either.right(columns.map(() => ({}))),
  map: () => ({
    ...oneToOne(Math.log1p, Math.expm1),
    refuses: (value) =>
      value > -1
        ? undefined
        : {
            expected: 'a number above −1, as log1p takes its logarithm',
            found: String(value),
            remedy: 'use power, which takes negative numbers, or name the columns of log1p: columns: […]',
          },
  }),
})
