import jpeg from 'jpeg-js'
import type { Pixels } from './pixels.ts'

export interface JpegHead {
  readonly width: number
  readonly height: number
  /** 1 is grey, 3 is colour, 4 is CMYK. */
  readonly components: number
}

const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/** Width, height and components by the frame header of a JPEG image (ITU-T T.81, B.2.2). */
export const jpegHead = (bytes: Uint8Array): JpegHead => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 2; at + 9 < bytes.length;) {
    if (view.getUint8(at) !== 0xff) throw new RangeError(`no marker at byte ${at}`)
    const marker = view.getUint8(at + 1)
    if (isFrame(marker))
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), components: view.getUint8(at + 9) }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  throw new RangeError('the image ends early')
}

/** A JPEG image. The orientation that a camera notes is left out. */
export const decodeJpeg = (bytes: Uint8Array): Pixels => {
  const { components } = jpegHead(bytes)
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    tolerantDecoding: false,
    maxResolutionInMP: 64,
    maxMemoryUsageInMB: 2048,
  })
  const channels = components === 1 ? 1 : 3
  const values = new Uint8Array(width * height * channels)
  for (let i = 0; i < values.length; i++) values[i] = data[Math.floor(i / channels) * 4 + (i % channels)] ?? 0
  return { width, height, channels, values }
}
