/** The special tokens, which come first in every vocabulary. */
export const special = { padding: 0, unknown: 1, begin: 2, end: 3, mask: 4 } as const

/** How special tokens are written; indices are the tokens. */
export const specialNames: ReadonlyArray<string> = ['[PAD]', '[UNK]', '[BEGIN]', '[END]', '[MASK]']

/** The first token that is not special. */
export const firstToken = specialNames.length
