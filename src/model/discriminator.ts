/** Whether a parameter belongs to the discriminator; full names begin with the network. */
export const isDiscriminatorParameter = (name: string): boolean => name.startsWith('discriminator.')
