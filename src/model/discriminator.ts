/** The scope of the discriminator in names of parameters, slots and fused tensors: `discriminator.0.weight`. */
export const discriminatorScope = 'discriminator'

/** Whether a parameter, or a fused tensor of several, belongs to the discriminator. */
export const isDiscriminatorParameter = (name: string): boolean => name.startsWith(`${discriminatorScope}.`)

/** Whether a parameter, or a fused tensor of several, belongs to encoder or decoder. */
export const isAutoencoderParameter = (name: string): boolean => !isDiscriminatorParameter(name)
