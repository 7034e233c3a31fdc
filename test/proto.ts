import { readFileSync } from 'node:fs'
import { adam, autoencoder, dense, embedding, experiment, fit, gru, input, learnedPositions, oneCycle, pipe, repeatVector, reshape, residual, selfAttention, layerNorm, gelu, sequencePool, wordDropout, categoricalLikelihood, sinusoidalPositions, csv } from '../src/index.ts'
import { transformerBlock } from '../src/layers/index.ts'
import { bytePairs, words } from '../src/preprocessing/registry.ts'
const sentences = JSON.parse(readFileSync('/tmp/textdata/sentences.json','utf8'))
const V=Number(process.env.V??1200), T=20, W=Number(process.env.W??96), C=Number(process.env.C??96)
const encoder = pipe(input([T]), wordDropout(0.1), embedding(V, W, { padding: 0 }), learnedPositions, transformerBlock({ width: W, heads: 4, hidden: 2*W }), layerNorm(), sequencePool(), dense(C))
const decoder = pipe(input([C]), dense(T*W), reshape([T, W]), transformerBlock({ width: W, heads: 4, hidden: 2*W }), layerNorm(), dense(V))
const spec = experiment({ model: autoencoder({ encoder, decoder, loss: categoricalLikelihood(V,{ignored:0}) }), data: csv('x'), preprocessing: [words({ length: T, vocabulary: V })], split: { test: 0.1 }, optimiser: adam(oneCycle({ peak: Number(process.env.LR??2e-3) })), epochs: Number(process.env.E??5), batchSize: 64, seed: 1 })
const t=Date.now()
const model = await fit(spec, sentences, { engine: 'native', onProgress: p => { if ('epoch' in p && 'losses' in p || true) { const s=JSON.stringify(p); if (/"kind":"epoch"/.test(s)) console.log(s.slice(0,200), (Date.now()-t)/1000) } } })
console.log(model.history.at(-1), (Date.now()-t)/1000)
const some = sentences.slice(0,8)
const r = await model.reconstruct(some)
console.log(some.map((s:string,i:number)=>[s, r.texts?.[r.data[i]]]))
