export type { ConditionProposal, KnownCategory } from './proposal.ts'
export { drawProposal, proposeCondition } from './proposal.ts'
