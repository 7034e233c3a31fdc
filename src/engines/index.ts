export type { Engine, HostRows, Minibatch, Question, Session, State, StepOutcome, Trained } from './engine.ts'
export { reference } from './reference.ts'
