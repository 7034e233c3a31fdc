import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../../src/data/index.ts'
import {
  autoencoder,
  bce,
  bceWithLogits,
  combine,
  dense,
  gaussian,
  input,
  kl,
  l2Activity,
  mmd,
  mse,
  pipe,
  relu,
  reshape,
  sigmoid,
  summed,
  tanh,
  topK,
  vectorQuantiser,
  weighted,
} from '../../../src/index.ts'
import { byHand, found, normalRows } from './sick.ts'

const rows = normalRows(200, 4)

const plain = autoencoder({
  encoder: pipe(input([4]), dense(3)),
  decoder: pipe(input([3]), dense(4)),
  loss: mse,
})

describe('each diagnosis finds what it is for', () => {
  const variational = autoencoder({
    encoder: pipe(input([4]), gaussian(2)),
    decoder: pipe(input([2]), dense(4)),
    loss: combine(summed(mse), kl),
  })

  it('posteriorCollapse: an entry of the mean without weights', async () => {
    // The columns of the weight are the two means, then the two log-variances.
    const sick = await byHand(variational, rows, {
      'encoder.0.weight': (i) => (i % 4 === 0 ? 0.5 : 0),
      'encoder.0.bias': () => 0,
    })
    expect(await found('posteriorCollapse', sick)).toMatchObject([
      {
        severity: 'warning',
        where: 'code, entry 1',
        found: expect.stringContaining('1 of 2 inactive, with at most 0 nats'),
        remedy: expect.stringContaining('freeBits: 0.1'),
      },
    ])
    const none = await byHand(variational, rows, { 'encoder.0.weight': () => 0 })
    expect(await found('posteriorCollapse', none)).toMatchObject([{ severity: 'fault', where: 'code, entries 0, 1' }])
  })

  it('deadEntries: an entry of the code that is constant', async () => {
    const sick = await byHand(plain, rows, {
      'encoder.0.weight': (i, before) => (i % 3 === 1 ? 0 : before),
      'encoder.0.bias': () => 0.5,
    })
    expect(await found('deadEntries', sick)).toMatchObject([
      { where: 'code, entry 1', found: '1 of 3 constant, the first at 0.5', remedy: expect.stringContaining('2 wide') },
    ])
  })

  it('redundantEntries: two entries that are one', async () => {
    const sick = await byHand(plain, rows, { 'encoder.0.weight': (i) => (i % 3 === 0 ? 1 : i % 3 === 2 ? -2 : i) })
    expect(await found('redundantEntries', sick)).toMatchObject([
      { severity: 'warning', where: expect.stringContaining('entries 0 and 2 (-1)') },
    ])
  })

  it('deadUnits: ReLUs that are never on; saturatedUnits: tanh at its bound', async () => {
    const deep = autoencoder({
      encoder: pipe(input([4]), dense(8), relu, dense(8), tanh, dense(2)),
      decoder: pipe(input([2]), dense(4)),
      loss: mse,
    })
    const sick = await byHand(deep, rows, {
      'encoder.0.bias': (i) => (i < 5 ? -100 : 100),
      'encoder.2.weight': () => 0.001,
      'encoder.2.bias': (i) => (i > 5 ? 9 : 0),
    })
    expect(await found('deadUnits', sick)).toMatchObject([
      { severity: 'warning', where: 'encoder.1, entries 0, 1, 2, 3, 4', found: '5 of 8, 63 %' },
    ])
    expect(await found('saturatedUnits', sick)).toMatchObject([
      { severity: 'warning', where: 'encoder.3, entries 6, 7', found: '2 of 8' },
    ])
  })

  it('deadFeatures: features of a dictionary that are never among the greatest', async () => {
    const dictionary = autoencoder({
      encoder: pipe(input([4]), dense(16), topK(2)),
      decoder: pipe(input([16]), dense(4)),
      loss: mse,
    })
    const sick = await byHand(dictionary, rows, { 'encoder.0.bias': (i) => (i >= 4 ? -100 : 0) })
    expect(await found('deadFeatures', sick)).toMatchObject([
      {
        severity: 'fault',
        where: expect.stringMatching(/^code, features 4, 5, .*12 of them/),
        found: expect.stringContaining('12 of 16, 75 %'),
      },
    ])
  })

  it('unusedCodes: a codebook of which few codes are near', async () => {
    const quantised = autoencoder({
      encoder: pipe(input([4]), reshape([2, 2]), vectorQuantiser(16)),
      decoder: pipe(input([2, 2]), reshape([4])),
      loss: mse,
    })
    const sick = await byHand(quantised, rows, { 'encoder.1.codes': (i) => (i < 4 ? i - 1 : 1000 + i) })
    expect(await found('unusedCodes', sick)).toMatchObject([
      { severity: 'warning', where: 'encoder.1, codebook', found: expect.stringContaining('2, 13 %, by 400 vectors') },
    ])
  })

  const line: Dataset = { sizes: [1], length: 200, values: Float32Array.from({ length: 200 }, (_, i) => i % 40) }
  const bumpy = autoencoder({
    encoder: pipe(input([1]), dense(1)),
    decoder: pipe(input([1]), dense(124), relu, dense(1)),
    loss: mse,
  })

  it('codeHoles and decoderStretch: a decoder with a bump between codes', async () => {
    // The identity as relu(z), and at every whole number n a hat of height 30 from n + 0.25 to n + 0.75.
    const hats = (unit: number): number => Math.floor(unit / 3) + 0.25 + 0.25 * (unit % 3)
    const sick = await byHand(bumpy, line, {
      'encoder.0.weight': () => 1,
      'encoder.0.bias': () => 0,
      'decoder.0.weight': () => 1,
      'decoder.0.bias': (i) => (i === 123 ? 0 : -hats(i)),
      'decoder.2.weight': (i) => (i === 123 ? 1 : i % 3 === 1 ? -240 : 120),
      'decoder.2.bias': () => 0,
    })
    expect(await found('codeHoles', sick)).toMatchObject([
      { severity: 'fault', where: 'code, between near neighbours' },
    ])
    const step = await byHand(bumpy, line, {
      'encoder.0.weight': () => 1,
      'encoder.0.bias': () => 0,
      'decoder.0.weight': () => 1,
      // One steep step, from 20.4 to 20.6.
      'decoder.0.bias': (i) => (i === 123 ? 0 : i === 0 ? -20.4 : i === 1 ? -20.6 : -100),
      'decoder.2.weight': (i) => (i === 123 ? 1 : i === 0 ? 500 : i === 1 ? -500 : 0),
      'decoder.2.bias': () => 0,
    })
    expect(await found('decoderStretch', step)).toMatchObject([
      { severity: 'warning', where: 'decoder, between near neighbours' },
    ])
  })

  it('priorGap: codes of another scale, correlated codes, codes in clusters', async () => {
    const spec = autoencoder({
      encoder: pipe(input([4]), dense(2)),
      decoder: pipe(input([2]), dense(4)),
      loss: combine(mse, mmd()),
    })
    const at = (weight: (i: number) => number) =>
      byHand(spec, rows, { 'encoder.0.weight': weight, 'encoder.0.bias': () => 0 })
    expect(await found('priorGap', await at((i) => (i === 0 ? 10 : i === 3 ? 1 : 0)))).toMatchObject([
      { severity: 'warning', where: 'code, entry 0', found: expect.stringContaining('1 of 2 apart') },
    ])
    expect(await found('priorGap', await at((i) => (i < 2 ? 0.9 : i === 3 ? 0.5 : 0)))).toMatchObject([
      { severity: 'warning', where: 'code, entries 0 and 1' },
    ])
    const clusters: Dataset = { ...rows, values: rows.values.map((value) => Math.sign(value) + 0.1 * value) }
    const clustered = await byHand(spec, clusters, {
      'encoder.0.weight': (i) => (i === 0 || i === 3 ? 1 : 0),
      'encoder.0.bias': () => 0,
    })
    expect(await found('priorGap', clustered)).toMatchObject([
      { where: 'code', found: expect.stringContaining('moments agree') },
    ])
  })

  it('conflictingTerms: a penalty that undoes what the reconstruction wants', async () => {
    const spec = autoencoder({
      encoder: pipe(input([4]), dense(2, { bias: false })),
      decoder: pipe(input([2]), dense(4, { bias: false })),
      loss: combine(summed(mse), weighted(1, l2Activity())),
    })
    // Codes are half as great as they should be: each row's error pulls them up, the penalty down.
    const sick = await byHand(
      spec,
      { ...rows, values: rows.values.map((value, i) => (i % 4 < 2 ? value : 0)) },
      {
        'encoder.0.weight': (i) => (i === 0 || i === 3 ? 0.5 : 0),
        'decoder.0.weight': (i) => (i === 0 || i === 5 ? 1 : 0),
      },
    )
    expect(await found('conflictingTerms', sick)).toMatchObject([
      {
        severity: 'warning',
        where: 'encoder.0',
        found: expect.stringMatching(/^l2Activity against mse: cosine -(?:1|0\.9)/),
      },
    ])
  })

  it('overfitting: held-out rows with another loss', async () => {
    const flat = await byHand(
      plain,
      { ...rows, values: rows.values.map((value) => value / 10) },
      {
        'encoder.0.weight': () => 0,
      },
    )
    const history = [
      { epoch: 1, train: 2, validation: 3 },
      { epoch: 2, train: 1, validation: 4 },
    ]
    expect(await found('overfitting', flat, { heldOut: flat.of(rows), history })).toMatchObject([
      { severity: 'fault', where: 'loss of 200 held-out rows', found: expect.stringContaining('least at epoch 1') },
    ])
    expect(await found('overfitting', flat, { heldOut: flat })).toEqual([])
  })

  it('inputScale: a column that dominates, and one that is far from 0', async () => {
    const six = normalRows(200, 6)
    const columns = ['a', 'b', 'c', 'd', 'e', 'f']
    const wide = autoencoder({
      encoder: pipe(input([6]), dense(2)),
      decoder: pipe(input([2]), dense(6)),
      loss: mse,
    })
    const scaled = {
      ...six,
      columns,
      values: six.values.map((value, i) => (i % 6 === 2 ? 90 * value : i % 6 === 4 ? value + 80 : value)),
    }
    expect(await found('inputScale', await byHand(wide, scaled))).toMatchObject([
      { severity: 'fault', where: 'column "c"' },
      { severity: 'warning', where: 'column "e"', remedy: expect.stringContaining('standard()') },
    ])
  })

  it('unfitLoss: bce of any numbers, logits of a sigmoid, targets out of reach, kl beside a mean', async () => {
    const unit: Dataset = { ...rows, values: rows.values.map((value) => (value > 0 ? 1 : 0)) }
    const code = pipe(input([2]), dense(4))
    const encoder = pipe(input([4]), dense(2))
    const places = async (spec: typeof plain, data: Dataset) =>
      (await found('unfitLoss', await byHand(spec, data))).map(({ where, severity }) => `${severity} ${where}`)
    expect(await places(autoencoder({ encoder, decoder: code, loss: bce }), unit)).toEqual(['fault decoder.0'])
    expect(await places(autoencoder({ encoder, decoder: pipe(code, sigmoid), loss: bce }), unit)).toEqual([])
    expect(await places(autoencoder({ encoder, decoder: pipe(code, sigmoid), loss: bceWithLogits }), unit)).toEqual([
      'fault decoder.1',
    ])
    expect(await places(autoencoder({ encoder, decoder: pipe(code, sigmoid), loss: mse }), rows)).toEqual([
      'fault decoder.1',
    ])
    const wide = autoencoder({
      encoder: pipe(input([40]), gaussian(2)),
      decoder: pipe(input([2]), dense(40)),
      loss: combine(mse, kl),
    })
    expect(await places(wide, normalRows(50, 40))).toEqual(['warning loss[1]'])
  })
})
