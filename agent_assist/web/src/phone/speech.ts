/** With what one speaks and hears: the microphone, the loudspeaker, and how loud it is. */

import { reactive, ref, type Ref } from 'vue'
import type { PhoneChoices } from './choices'
import { devices, NoMicrophone, openMicrophone, type Devices, type MicrophoneTrouble } from './microphone'
import { setSink, Sounds, watchLevel } from './sound'

export interface Speech {
  /** What there is to choose from. */
  known: Devices
  /** Of the microphone, from 0 to 1, while somebody looks at it. */
  level: Ref<number>
  sounds: Sounds
  loudspeaker: HTMLAudioElement
  /** The microphone, opened. Throws NoMicrophone. */
  begin(): Promise<MediaStream>
  /** Lets go of the microphone. */
  end(): void
  /** The microphone, if it is open. */
  microphone(): MediaStream | null
  /** As chosen now, or what is left of it. */
  useMicrophone(): Promise<void>
  useLoudspeaker(): Promise<void>
  /** The level is measured from now on; returns what ends that. */
  showLevel(): () => void
}

/** `changed`: another microphone speaks from now on; `lost`: none does. */
export function createSpeech(
  choices: PhoneChoices,
  changed: (microphone: MediaStream) => void,
  lost: (why: MicrophoneTrouble) => void,
): Speech {
  const known = reactive<Devices>({ microphones: [], loudspeakers: [] })
  const level = ref(0)
  const sounds = new Sounds()
  const loudspeaker = new Audio()
  let microphone: MediaStream | null = null
  let opening: Promise<MediaStream> | null = null
  /** Counts the ends: what is opened after one is let go again. */
  let ends = 0

  const look = async () => void Object.assign(known, await devices())

  async function useLoudspeaker(): Promise<void> {
    await Promise.all([setSink(loudspeaker, choices.loudspeaker), sounds.playAt(choices.loudspeaker)])
  }

  function take(stream: MediaStream): MediaStream {
    // Taken away, in mid-call perhaps.
    for (const track of stream.getAudioTracks()) {
      track.onended = () => {
        if (stream === microphone) void useMicrophone()
      }
    }
    return stream
  }

  async function opened(): Promise<MediaStream> {
    const mine = ends
    const found = take(await openMicrophone(choices.microphone))
    if (mine !== ends) letGo(found)
    else {
      letGo(microphone)
      microphone = found
    }
    return found
  }

  async function useMicrophone(): Promise<void> {
    if (!microphone) return
    const mine = ends
    try {
      const next = await opened()
      if (next === microphone) changed(next)
    } catch (error) {
      if (mine === ends && error instanceof NoMicrophone) lost(error.why)
    }
  }

  return {
    known,
    level,
    sounds,
    loudspeaker,
    async begin() {
      // Asked once, however often the phone is begun while the agent has not yet said yes.
      const open = microphone ?? (await (opening ??= opened().finally(() => (opening = null))))
      navigator.mediaDevices.ondevicechange = () => void look()
      await Promise.all([look(), useLoudspeaker()])
      return open
    },
    end() {
      ends += 1
      opening = null
      letGo(microphone)
      microphone = null
    },
    microphone: () => microphone,
    useMicrophone,
    useLoudspeaker,
    showLevel() {
      if (!microphone) return () => undefined
      const stop = watchLevel(microphone, (now) => (level.value = now))
      return () => {
        stop()
        level.value = 0
      }
    },
  }
}

function letGo(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop())
}
