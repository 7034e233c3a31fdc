import { describe, expect, it } from 'vitest'
import {
  array,
  boolean,
  choice,
  describe as described,
  erase,
  integer,
  lazy,
  number,
  numberOr,
  record,
  refine,
  schemaDocument,
  string,
  struct,
  tagged,
} from '../../src/codec/index.ts'
import type { Codec, Settings } from '../../src/codec/index.ts'
import { layersCodec } from './samples.ts'

describe('the schema', () => {
  it('of scalars has their bounds and descriptions', () => {
    expect(number().schema).toEqual({ type: 'number' })
    expect(number({ exclusiveMinimum: 0, maximum: 1, description: 'a share' }).schema).toEqual({
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'a share',
    })
    expect(integer({ minimum: 1, exclusiveMaximum: 9 }).schema).toEqual({
      type: 'integer',
      minimum: 1,
      exclusiveMaximum: 9,
    })
    expect(boolean.schema).toEqual({ type: 'boolean' })
    expect(string('a name', { minLength: 1 }).schema).toEqual({ type: 'string', minLength: 1 })
    expect(string().schema).toEqual({ type: 'string' })
    expect(choice('mean', 'sum').schema).toEqual({ type: 'string', enum: ['mean', 'sum'] })
  })

  it('of lists has their lengths, where there are limits', () => {
    expect(array(boolean).schema).toEqual({ type: 'array', items: { type: 'boolean' } })
    expect(array(boolean, { minItems: 1, maxItems: 3 }).schema).toEqual({
      type: 'array',
      items: { type: 'boolean' },
      minItems: 1,
      maxItems: 3,
    })
  })

  it('of an exact object allows no other key', () =>
    expect(struct({ units: integer() }, { bias: boolean }).schema).toEqual({
      type: 'object',
      properties: { units: { type: 'integer' }, bias: { type: 'boolean' } },
      required: ['units'],
      additionalProperties: false,
    }))

  it('of a record allows every key', () =>
    expect(record(integer()).schema).toEqual({
      type: 'object',
      properties: {},
      required: [],
      additionalProperties: { type: 'integer' },
    }))

  it('of a sum has the tag as a constant, required and first', () =>
    expect(
      tagged('layer', 'a layer', { dense: erase(struct({ units: integer() })), relu: erase(struct({})) }).schema,
    ).toEqual({
      oneOf: [
        {
          type: 'object',
          properties: { layer: { const: 'dense' }, units: { type: 'integer' } },
          required: ['layer', 'units'],
          additionalProperties: false,
        },
        { type: 'object', properties: { layer: { const: 'relu' } }, required: ['layer'], additionalProperties: false },
      ],
    }))

  it('of a number or something else is one of the two', () =>
    expect(numberOr(number({ minimum: 0 }), struct({})).schema).toEqual({
      oneOf: [
        { type: 'number', minimum: 0 },
        { type: 'object', properties: {}, required: [], additionalProperties: false },
      ],
    }))

  it('is not changed by a refinement', () => expect(refine(boolean, () => undefined).schema).toEqual(boolean.schema))

  it('takes a description, which leaves the codec as it was', () => {
    const codec = described(choice('a', 'b'), 'a letter')
    expect(codec.schema).toEqual({ type: 'string', enum: ['a', 'b'], description: 'a letter' })
    expect(codec.name).toBe('"a" or "b"')
    expect(described(layersCodec, 'a network').schema).toEqual({ $ref: '#/$defs/layers', description: 'a network' })
    expect(Object.keys(described(layersCodec, 'a network').definitions())).toEqual(['layers'])
  })
})

describe('the document', () => {
  it('of a recursive codec defines what its references name, once', () => {
    const layers = { $ref: '#/$defs/layers' }
    expect(schemaDocument(struct({ encoder: layersCodec, decoder: layersCodec }), 'A model')).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'A model',
      type: 'object',
      properties: { encoder: layers, decoder: layers },
      required: ['encoder', 'decoder'],
      additionalProperties: false,
      $defs: { layers: layersCodec.definitions()['layers'] },
    })
  })

  it('refers to a recursive root by its name', () => {
    const document = schemaDocument(layersCodec, 'Layers')
    expect(document).toMatchObject({ $ref: '#/$defs/layers', title: 'Layers' })
    expect(document.$defs['layers']).toMatchObject({
      type: 'array',
      items: {
        oneOf: [{}, {}, {}, { properties: { layer: { const: 'residual' }, layers: { $ref: '#/$defs/layers' } } }],
      },
    })
  })

  it('defines codecs that hold each other', () => {
    const even: Codec<{ readonly odd?: Settings }> = lazy('even', () => struct({}, { odd }))
    const odd: Codec<Settings> = lazy('odd', () => erase(struct({}, { even })))
    expect(Object.keys(schemaDocument(even, 'Even').$defs).toSorted()).toEqual(['even', 'odd'])
    expect(Object.keys(schemaDocument(odd, 'Odd').$defs).toSorted()).toEqual(['even', 'odd'])
  })

  it('can be asked for again, with the same answer', () =>
    expect(schemaDocument(layersCodec, 'Layers')).toEqual(schemaDocument(layersCodec, 'Layers')))

  it('has no definitions where nothing is recursive', () => expect(schemaDocument(boolean, 'B').$defs).toEqual({}))
})
