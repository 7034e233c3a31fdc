/** A fitted tokeniser: text as tokens, which are indices into its vocabulary, and back. It knows nothing of padding. */
export interface Tokeniser {
  /** The number of tokens, with the special ones, which are the first: an embedding has as many entries. */
  readonly vocabulary: number
  /** The tokens of a text; what the vocabulary does not have is the unknown token. */
  readonly encode: (text: string) => ReadonlyArray<number>
  /**
   * The text of tokens without the special ones, but for the unknown token, which is written � (U+FFFD). Where no token of a
   * text is unknown, a lossless tokeniser gives back the text.
   */
  readonly decode: (tokens: ReadonlyArray<number>) => string
}
