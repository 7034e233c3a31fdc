/** The numbers of a .npy file of float32, as `isthmus reconstruct` writes it. */
export const readNpy = (bytes: Uint8Array): Float32Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = 10 + view.getUint16(8, true)
  return new Float32Array(bytes.slice(start).buffer)
}
