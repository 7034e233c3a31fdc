import { describe, integer, struct } from '../../../codec/index.ts'
import type { Points } from '../../../statistics/index.ts'
import { trustworthiness as measure } from '../../../statistics/index.ts'
import { product } from '../../../tensor/shape.ts'
import type { Measured } from '../metric.ts'
import { defineMetric } from '../metric.ts'
import type { MetricSubject } from '../subject.ts'
import { codesOf } from '../subject.ts'

const settings = struct(
  {},
  {
    neighbours: describe(integer({ minimum: 1 }), 'how many nearest neighbours; 10 by default'),
    rows: describe(integer({ minimum: 3 }), 'at most so many rows, drawn at random; 1,000 by default'),
  },
)

const spaces = async (subject: MetricSubject, rows: number): Promise<{ readonly x: Points; readonly z: Points }> => {
  const { rows: data } = subject.some(rows)
  return {
    x: { length: data.length, width: product(data.sizes), values: data.values },
    z: await codesOf(subject, rows),
  }
}

const measured = async (
  subject: MetricSubject,
  { neighbours = 10, rows = 1000 }: { readonly neighbours?: number; readonly rows?: number },
  of: (spaces: { readonly x: Points; readonly z: Points }) => readonly [Points, Points],
): Promise<Measured> => {
  const both = await spaces(subject, rows)
  if (2 * neighbours >= both.x.length)
    return { undefined: `${neighbours} neighbours need more than ${2 * neighbours} rows, there are ${both.x.length}` }
  if (subject.rows.rows.mask !== undefined) return { undefined: 'cells are missing, so that rows have no distances' }
  return { value: measure(...of(both), neighbours), note: `${neighbours} neighbours` }
}

/** Whether neighbours in the code are neighbours in the data (Venna and Kaski 2001); 1 if all are. */
export const trustworthiness = defineMetric({
  name: 'trustworthiness',
  title: 'trustworthiness',
  group: 'code',
  better: 'high',
  summary: 'Trustworthiness: whether neighbours in the code are neighbours in the data.',
  codec: settings,
  compute: (subject, options) => measured(subject, options, ({ x, z }) => [x, z]),
})

/** Whether neighbours in the data are neighbours in the code (Venna and Kaski 2001); 1 if all are. */
export const continuity = defineMetric({
  name: 'continuity',
  title: 'continuity',
  group: 'code',
  better: 'high',
  summary: 'Continuity: whether neighbours in the data stay neighbours in the code.',
  codec: settings,
  compute: (subject, options) => measured(subject, options, ({ x, z }) => [z, x]),
})
