import { describe, expect, it } from 'vitest'
import { anomalousOf } from '../../../src/cli/detections/labels.ts'

const rows = (...labels: ReadonlyArray<string>) => ({
  sizes: [1],
  length: labels.length,
  values: new Float32Array(labels.length),
  labels,
})

describe('labels of anomalies', () => {
  const label = 'y'
  it('are 1 of two labels, or the one that is named', () => {
    expect(anomalousOf(rows('0', '1', '0'), { label, anomaly: undefined })).toMatchObject({
      right: [false, true, false],
    })
    expect(anomalousOf(rows('a', 'b', 'c'), { label, anomaly: 'b' })).toMatchObject({ right: [false, true, false] })
    expect(anomalousOf(rows('0', '1'), { label: undefined, anomaly: undefined })).toMatchObject({ right: undefined })
  })

  it('that are not two classes are refused, with what there is', () => {
    expect(anomalousOf(rows('0', '1', '2'), { label, anomaly: undefined })).toMatchObject({
      left: [{ fault: 'wrong labels', found: '3 different labels: "0", "1", "2"' }],
    })
    expect(anomalousOf(rows('0', '0'), { label, anomaly: undefined })).toMatchObject({
      left: [{ fault: 'one class', found: 'only the labels "0"' }],
    })
    expect(anomalousOf(rows('yes', 'no'), { label, anomaly: undefined })).toMatchObject({
      left: [{ remedy: 'name the label of anomalies with --anomaly VALUE' }],
    })
  })
})
