#!/usr/bin/env node
import { withFixedHeap } from '../node/v8Heap.ts'

const { isthmus } = await withFixedHeap(() => import('./command.ts'))
await isthmus()
