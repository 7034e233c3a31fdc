#!/usr/bin/env node
import { withoutGrowth } from './youngGeneration.ts'

const { isthmus } = await withoutGrowth(() => import('./command.ts'))
await isthmus()
