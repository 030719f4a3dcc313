/** Sound as a WAV file: 16 bits, one channel. */

/** RIFF header and samples. `samples` are -1 to 1; louder ones are cut off. */
export function encodeWav(samples: Float32Array, rate: number): Blob {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2))
  const text = (at: number, letters: string) =>
    [...letters].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)))
  text(0, 'RIFF')
  view.setUint32(4, 36 + samples.length * 2, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true) // PCM
  view.setUint16(22, 1, true) // channels
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true) // bytes a second
  view.setUint16(32, 2, true) // bytes a frame
  view.setUint16(34, 16, true) // bits a sample
  text(36, 'data')
  view.setUint32(40, samples.length * 2, true)
  samples.forEach((sample, i) => {
    const cut = Math.max(-1, Math.min(1, sample))
    view.setInt16(44 + i * 2, Math.round(cut * (cut < 0 ? 0x8000 : 0x7fff)), true)
  })
  return new Blob([view.buffer], { type: 'audio/wav' })
}
