import { describe, expect, it } from 'vitest'
import { namedSettings } from '../../../src/cli/detections/settings.ts'

describe('settings in an option', () => {
  it.each([
    ['bestF1', { threshold: 'bestF1' }],
    ['tail:rate=0.001,level=0.95', { threshold: 'tail', rate: 0.001, level: 0.95 }],
    ['tail: rate = 1e-3', { threshold: 'tail', rate: 0.001 }],
    ['own:name=a:b,on=true', { threshold: 'own', name: 'a:b', on: true }],
  ])('%s', (words, json) => {
    expect(namedSettings('--threshold', 'threshold', words)).toMatchObject({ right: json })
  })

  it.each(['tail:rate', 'tail:=3', 'tail:rate=', 'tail:,'])('%s is wrong usage', (words) => {
    expect(namedSettings('--threshold', 'threshold', words)).toMatchObject({
      left: [{ fault: 'wrong usage', where: '--threshold' }],
    })
  })
})
