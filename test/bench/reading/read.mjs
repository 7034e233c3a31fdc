/** Reads a file as its user would, in a process of its own: prints the seconds and the peak of its memory. PATH SOURCE */
import { load } from 'isthmus/node'

const [, , path, source] = process.argv
const start = performance.now()
const { data } = await load({ source, path })
const seconds = (performance.now() - start) / 1000
console.log(JSON.stringify({ seconds, numbers: data.values.length, peak: process.resourceUsage().maxRSS * 1024 }))
