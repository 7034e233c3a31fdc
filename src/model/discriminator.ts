/** Whether a parameter, or a holder of some, is the discriminator's. */
export const isDiscriminatorParameter = (name: string): boolean => name.startsWith('discriminator.')
