import { describe, expect, it } from 'vitest'
import type { ColumnReason } from '../../../src/tasks/index.ts'
import { drawReason } from '../../../src/tasks/index.ts'

const reason = (rest: Partial<ColumnReason>): ColumnReason => ({
  column: 'pressure',
  value: 7.1,
  expected: 3.912,
  contribution: 1,
  share: 1,
  ...rest,
})

describe('a reason in words', () => {
  it.each([
    [{ spread: 0.42 }, 'pressure 7.1, expected 3.9 ± 0.4'],
    [{ spread: 0.142 }, 'pressure 7.1, expected 3.91 ± 0.14'],
    [{ value: 58_004, expected: 52_000.4, spread: 1310 }, 'pressure 58004, expected 52000 ± 1310'],
    [{ expected: -0.01, spread: 0.5 }, 'pressure 7.1, expected 0.0 ± 0.5'],
    [{}, 'pressure 7.1, expected 3.912'],
    [{ value: '', spread: 0.4 }, 'pressure missing, expected 3.9 ± 0.4'],
    [{ value: 'Rome', expected: 'Oslo' }, 'pressure Rome, expected Oslo'],
    [
      { value: '2024-05-09', expected: '2024-05-01', spread: 3 * 86_400 },
      'pressure 2024-05-09, expected 2024-05-01 ± 3 days',
    ],
    [{ value: 'a', expected: 'b', spread: 5400 }, 'pressure a, expected b ± 1.5 hours'],
  ])('%o', (rest, text) => {
    expect(drawReason(reason(rest))).toBe(text)
  })
})
