import { everyRowAgrees } from './agrees.ts'

everyRowAgrees('float64')
