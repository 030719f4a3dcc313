/** Speech from the microphone while a button is held, as 16 kHz mono WAV. */

import { encodeWav } from './wav'

export const RATE = 16_000
/** The service takes a minute; nobody holds a button for longer. */
const LONGEST_MS = 30_000

export class Recorder {
  private constructor(
    private readonly media: MediaRecorder,
    private readonly stopped: Promise<Blob>,
  ) {}

  /** Opens the microphone, and asks for leave if need be. Throws where there is none, or none allowed. */
  static async start(): Promise<Recorder> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true } })
    const media = new MediaRecorder(stream)
    const parts: Blob[] = []
    media.addEventListener('dataavailable', ({ data }) => parts.push(data))
    const stopped = new Promise<Blob>((resolve) => {
      media.addEventListener('stop', () => {
        stream.getTracks().forEach((track) => track.stop())
        resolve(new Blob(parts, { type: media.mimeType }))
      })
    })
    media.start()
    setTimeout(() => media.state === 'recording' && media.stop(), LONGEST_MS)
    return new Recorder(media, stopped)
  }

  /** Closes the microphone. The browser itself brings the sound to 16 kHz. */
  async finish(): Promise<Blob> {
    if (this.media.state !== 'inactive') this.media.stop()
    const recorded = await (await this.stopped).arrayBuffer()
    const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(recorded)
    return encodeWav(sound.getChannelData(0), RATE)
  }
}
