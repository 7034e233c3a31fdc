import { everyRowAgrees } from './agreement/agrees.ts'

everyRowAgrees('float32')
