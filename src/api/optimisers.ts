/** What updates are made of, for those who write their own. */
export { updateRow as row, updates } from '../optimisers/index.ts'
