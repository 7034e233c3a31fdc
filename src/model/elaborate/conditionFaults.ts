import type { Fault } from '../../codec/index.ts'
import { counted } from '../../codec/index.ts'
import type { ConditionSpec } from '../../layers/index.ts'
import { widthOf } from '../../layers/index.ts'
import type { ModelNetwork } from '../model.ts'

/** Layers that read another condition than the model has, and a condition that no layer reads. */
export const conditionFaults = (
  networks: Readonly<Record<string, ModelNetwork>>,
  condition: ConditionSpec | undefined,
): ReadonlyArray<Fault> => {
  const width = condition === undefined ? 0 : widthOf(condition)
  const readers = Object.entries(networks).flatMap(([name, { layers }]) =>
    layers.flatMap(({ built }, i) =>
      built.condition === undefined ? [] : [{ where: `${name}.layers[${i}]`, reads: built.condition }],
    ),
  )
  if (condition !== undefined && readers.length === 0)
    return [
      {
        fault: 'unused',
        where: 'condition',
        expected: 'a layer of encoder or decoder that reads it',
        found: 'none',
        remedy: `put a layer "conditioned" of width ${width} in front of encoder and decoder`,
      },
    ]
  const [odd] = readers.filter(({ reads }) => reads !== width)
  if (odd === undefined) return []
  return [
    {
      fault: 'wrong shape',
      where: odd.where,
      expected:
        condition === undefined
          ? 'a model with a condition'
          : `a condition of ${counted(width, 'entry', 'entries')}, as the model has`,
      found: condition === undefined ? 'none' : `one of ${odd.reads}`,
      ...(condition === undefined ? { remedy: `say condition: { "classes": ${odd.reads} }, or { "columns": … }` } : {}),
    },
  ]
}
