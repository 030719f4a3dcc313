/** The sound of a call that rings, made by the browser itself: there is no file that could be missing. */

import { ref, type Ref } from 'vue'

export type Ring = 'usual' | 'urgent'

export interface Sound {
  ring(kind: Ring): void
  stop(): void
  /** The browser lets nothing sound before the page was clicked. */
  blocked: Ref<boolean>
}

/** Tones in Hz, each so many seconds long, and seconds from the beginning of one ring to that of the next. */
const RINGS = {
  usual: { tones: [659, 784], tone_s: 0.35, every_s: 3 },
  urgent: { tones: [988, 784, 988, 784], tone_s: 0.18, every_s: 1.2 },
}
/** 0 to 1. Agents wear headsets. */
const LOUDNESS = 0.18
/** Seconds in which a tone swells and fades, so that it does not click. */
const EDGE_S = 0.02

export function createSound(): Sound {
  const blocked = ref(false)
  /** One for the life of the page: a browser may keep those that were closed. It sleeps between two calls. */
  let context: AudioContext | null = null
  /** What is heard of the call that rings; nothing of it is left when the next one does. */
  let out: GainNode | null = null
  let allowed = false
  let begun = false
  let timer: ReturnType<typeof setInterval> | undefined

  function once(kind: Ring): void {
    if (!context || !out) return
    const sleeps = context.state === 'suspended'
    blocked.value = sleeps && !allowed
    if (sleeps) return
    begun = true
    const { tones, tone_s } = RINGS[kind]
    for (const [index, hertz] of tones.entries()) {
      const [tone, loudness] = [context.createOscillator(), context.createGain()]
      const begin = context.currentTime + index * tone_s
      tone.frequency.value = hertz
      loudness.gain.setValueAtTime(0, begin)
      loudness.gain.linearRampToValueAtTime(LOUDNESS, begin + EDGE_S)
      loudness.gain.setValueAtTime(LOUDNESS, begin + tone_s - EDGE_S)
      loudness.gain.linearRampToValueAtTime(0, begin + tone_s)
      tone.connect(loudness).connect(out)
      tone.start(begin)
      tone.stop(begin + tone_s)
    }
  }

  /** A click anywhere is what the browser waits for. One listener for all calls: who never clicks hoards none. */
  const clicked = () => void context?.resume()

  function stop(): void {
    clearInterval(timer)
    removeEventListener('pointerdown', clicked)
    blocked.value = false
    out?.disconnect()
    out = null
    void context?.suspend()
  }

  function ring(kind: Ring): void {
    stop()
    if (!('AudioContext' in window)) return
    const audio = (context ??= new AudioContext())
    out = audio.createGain()
    out.connect(audio.destination)
    begun = false
    audio.onstatechange = () => {
      if (audio.state !== 'running') return
      allowed = true
      if (!begun) once(kind)
    }
    void audio.resume()
    addEventListener('pointerdown', clicked)
    if (!begun) once(kind)
    timer = setInterval(() => once(kind), RINGS[kind].every_s * 1000)
  }

  return { ring, stop, blocked }
}
