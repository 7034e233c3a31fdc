/** What is done to a text before it is split, under the names of tokenizer.json. */
export const normalisers = {
  NFC: (text: string) => text.normalize('NFC'),
  NFD: (text: string) => text.normalize('NFD'),
  NFKC: (text: string) => text.normalize('NFKC'),
  NFKD: (text: string) => text.normalize('NFKD'),
  Lowercase: (text: string) => text.toLowerCase(),
  StripAccents: (text: string) => text.replace(/\p{Mn}/gu, ''),
  /** Of BERT: no control characters, every white space a space. */
  CleanText: (text: string) => text.replace(/[\t\n\r]|\p{Zs}/gu, ' ').replace(/\p{C}|\uFFFD/gu, ''),
  /** Of BERT: a space before and after every Chinese character. */
  SpaceChinese: (text: string) =>
    text.replace(
      /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B81F}\u{2B820}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu,
      ' $& ',
    ),
} as const

export type Normaliser = keyof typeof normalisers

export const normaliserNames: ReadonlyArray<Normaliser> = [
  'NFC',
  'NFD',
  'NFKC',
  'NFKD',
  'Lowercase',
  'StripAccents',
  'CleanText',
  'SpaceChinese',
]

/** A text after some normalisers, in order. */
export const normalise = (text: string, names: ReadonlyArray<Normaliser>): string =>
  names.reduce((done, name) => normalisers[name](done), text)
