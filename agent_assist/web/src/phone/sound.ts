/** What this page lets the agent hear besides the caller, and how loud the microphone is. */

/** Hz of China's ringing tone (GB/T 3380), and its cadence in seconds. */
const RING_HZ = 450
const RING_S = 1
const PAUSE_S = 4
const TEST_HZ = 440
const TEST_S = 1
const LEVEL_MS = 100
/** What counts as full: speech close to the microphone. */
const LOUD = 0.3

/** Sounds that the page makes itself: no file, so nothing to fetch in the moment it rings. */
export class Sounds {
  private context: AudioContext | null = null
  private readonly out = new Audio()
  private destination: MediaStreamAudioDestinationNode | null = null
  private ringing: ReturnType<typeof setInterval> | undefined
  private sink = ''

  /** From now on out of that loudspeaker; empty: the usual one. */
  async playAt(sink: string): Promise<void> {
    this.sink = sink
    await setSink(this.out, sink)
  }

  ring(): void {
    this.quiet()
    this.tone(RING_HZ, RING_S)
    this.ringing = setInterval(() => this.tone(RING_HZ, RING_S), (RING_S + PAUSE_S) * 1000)
  }

  quiet(): void {
    clearInterval(this.ringing)
    this.ringing = undefined
  }

  test(): void {
    this.tone(TEST_HZ, TEST_S)
  }

  /** A short sign that a call was answered by itself. */
  answered(): void {
    this.tone(TEST_HZ * 2, 0.15)
  }

  private tone(hertz: number, seconds: number): void {
    const context = (this.context ??= new AudioContext())
    void context.resume()
    if (!this.destination) {
      this.destination = context.createMediaStreamDestination()
      this.out.srcObject = this.destination.stream
      void setSink(this.out, this.sink)
    }
    // Before anybody has touched the page the browser may keep it silent: then it rings on the screen alone.
    void this.out.play().catch(() => undefined)
    const oscillator = context.createOscillator()
    const gain = context.createGain()
    oscillator.frequency.value = hertz
    gain.gain.value = 0.2
    oscillator.connect(gain).connect(this.destination)
    oscillator.start()
    oscillator.stop(context.currentTime + seconds)
  }
}

/** Of browsers that let a page choose; a loudspeaker that is gone leaves the usual one. */
export async function setSink(element: HTMLMediaElement, sink: string): Promise<void> {
  if ('setSinkId' in element) await element.setSinkId(sink).catch(() => undefined)
}

/** One for all microphones, asleep while none is watched: a browser may keep those that were closed. */
let meter: AudioContext | null = null
let watched = 0

/** Tells ten times a second how loud the stream is, from 0 to 1; returns what stops it. */
export function watchLevel(stream: MediaStream, told: (level: number) => void): () => void {
  const context = (meter ??= new AudioContext())
  watched += 1
  void context.resume()
  const analyser = context.createAnalyser()
  analyser.fftSize = 1024
  const source = context.createMediaStreamSource(stream)
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
    told(Math.min(1, Math.sqrt(power) / LOUD))
  }, LEVEL_MS)
  return () => {
    clearInterval(timer)
    source.disconnect()
    watched -= 1
    if (!watched) void context.suspend()
  }
}
