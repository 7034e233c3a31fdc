#!/usr/bin/env node
import { withoutGrowth } from './v8Heap.ts'

const { isthmus } = await withoutGrowth(() => import('./command.ts'))
await isthmus()
