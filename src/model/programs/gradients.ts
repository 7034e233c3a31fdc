import { plus } from '../../layers/index.ts'
import type { TermCotangents } from '../../losses/index.ts'
import { fill, zerosLike } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { isDiscriminatorParameter } from '../discriminator.ts'
import type { Run } from './run.ts'

type NamedOf<T> = Named.Named<T>

/** The sums of the cotangents of all terms; no doutput if no term depends on the output. */
const sumCotangents = <T>(A: Tensor<T>, all: ReadonlyArray<TermCotangents<T>>) => {
  const sumNamed = (of: (one: TermCotangents<T>) => NamedOf<T> | undefined): NamedOf<T> =>
    all.reduce<NamedOf<T>>((sum, one) => Named.combine(sum, of(one) ?? {}, A.add), {})
  const [first, ...rest] = all.flatMap(({ doutput }) => (doutput === undefined ? [] : [doutput]))
  return {
    doutput: first === undefined ? undefined : rest.reduce<T>(A.add, first),
    daux: sumNamed(({ daux }) => daux),
    dparameters: sumNamed(({ dparameters }) => dparameters),
  }
}

/** Adds the gradients of shared tensors to those of the parameters that they share. */
const withoutAliases = <T>(A: Tensor<T>, gradients: NamedOf<T>, aliases: NamedOf<string>): NamedOf<T> =>
  Object.entries(gradients).reduce<NamedOf<T>>(
    (all, [name, d]) => Named.combine(all, { [aliases[name] ?? name]: d }, A.add),
    {},
  )

/** The pullback of the decoder; nothing if no term depends on what it computes. */
const pullBackDecoder = <T>({ A, decoder }: Run<T>, doutput: T | undefined, daux: NamedOf<T>) =>
  doutput === undefined && Named.names(decoder.aux).every((name) => daux[name] === undefined)
    ? undefined
    : decoder.pullback(doutput ?? zerosLike(A, decoder.y), daux)

/** The cotangent of the code: by the decoder, by terms that read the code, or 0. */
const codeCotangent = <T>({ A, encoder }: Run<T>, byDecoder: T | undefined, byTerms: T | undefined): T =>
  byDecoder === undefined ? (byTerms ?? zerosLike(A, encoder.y)) : plus(A, byDecoder, byTerms)

/** The gradients of encoder and decoder, by full parameter name, from the cotangents of the terms. */
export const autoencoderGradients = <T>(run: Run<T>, cotangents: ReadonlyArray<TermCotangents<T>>): NamedOf<T> => {
  const { A, model, encoder } = run
  const { doutput, daux, dparameters } = sumCotangents(A, cotangents)
  const throughDecoder = pullBackDecoder(run, doutput, daux)
  const throughEncoder = encoder.pullback(codeCotangent(run, throughDecoder?.dx, daux['code']), daux)
  const networks = Named.disjoint(
    Named.prefix(throughEncoder.dparameters, 'encoder'),
    Named.prefix(throughDecoder?.dparameters ?? {}, 'decoder'),
  )
  const gradients = withoutAliases(A, Named.combine(networks, dparameters, A.add), model.aliases)
  const trained = Named.filter(model.parameters, (name) => !isDiscriminatorParameter(name))
  return Named.map(trained, ({ shape }, name) =>
    throughDecoder === undefined && gradients[name] === undefined ? fill(A, 0, shape) : Named.get(gradients, name),
  )
}
