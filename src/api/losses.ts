/** What loss terms are made of, for those who write their own. */
export { builtTerm, defineTerm, named, nothing, terms, termValue, unfitTerm } from '../losses/index.ts'
