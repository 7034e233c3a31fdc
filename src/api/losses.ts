/** What loss terms are made of, for those who write their own. */
export { named, nothing, termRow as row, terms, termValue } from '../losses/index.ts'
