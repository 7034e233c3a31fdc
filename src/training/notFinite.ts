import type { Fault } from '../codec/index.ts'
import type { HostRows, Minibatch, Session, Trained } from '../engines/index.ts'
import type { Model } from '../model/index.ts'
import * as Named from '../tensor/named.ts'

/** The layer that has a parameter: `encoder.layers[0]` has `encoder.0.weight`. */
const layerOf = (model: Model, parameter: string): string | undefined =>
  (['encoder', 'decoder', 'discriminator'] as const)
    .flatMap((network) =>
      (model[network]?.layers ?? []).map(({ built }, i) => ({
        place: `${network}.layers[${i}]`,
        parameters: Named.names(Named.prefix(built.parameters, `${network}.${i}`)),
      })),
    )
    .find(({ parameters }) => parameters.includes(parameter))?.place

const drawGradient = (model: Model, parameter: string): string => {
  const layer = layerOf(model, parameter)
  return `the gradient of ${parameter}${layer === undefined ? '' : `, layer ${layer}`}`
}

const foundText = (total: number, gradient: string | undefined): string => {
  if (!Number.isFinite(total)) return `a loss of ${total}${gradient === undefined ? '' : ` (first in ${gradient})`}`
  return gradient === undefined ? 'parameters that overflow' : `${gradient}, which is not finite`
}

/** The fault of a step that is not finite; it names the first gradient that is not finite, if there is one. */
export const notFinite = async (
  session: Session,
  model: Model,
  { state, outcomes }: Trained,
  data: HostRows,
  batch: Minibatch,
  where: string,
): Promise<Fault> => {
  const { gradients } = await session.valueAndGradient(state, data, batch, state.step)
  const parameter = Named.names(gradients).find((name) => !Named.get(gradients, name).data.every(Number.isFinite))
  const gradient = parameter === undefined ? undefined : drawGradient(model, parameter)
  return {
    fault: 'not finite',
    where,
    expected: 'a finite loss and gradient',
    found: foundText(outcomes.at(-1)?.total ?? Number.NaN, gradient),
    remedy: 'lower the learning rate, clip the gradient with clipByGlobalNorm(1), or scale the data',
  }
}
