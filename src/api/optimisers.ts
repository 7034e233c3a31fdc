/** What updates are made of, for those who write their own. */
export { builtUpdate, defineUpdate, updates } from '../optimisers/index.ts'
