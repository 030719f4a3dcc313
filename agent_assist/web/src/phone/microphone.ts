/** The microphone of this computer, and why there is none. */

/** Why this page has no microphone. */
export type MicrophoneTrouble =
  /** The page came neither over HTTPS nor from this computer: the browser gives it none. */
  | 'insecure'
  /** The agent, or whoever set the browser up, has said no. */
  | 'refused'
  /** There is none. */
  | 'missing'
  /** Another program has it. */
  | 'taken'

export class NoMicrophone extends Error {
  constructor(readonly why: MicrophoneTrouble) {
    super(why)
  }
}

/** Opens it; the chosen one if it is there, else the usual one. Throws NoMicrophone. */
export async function openMicrophone(chosen: string): Promise<MediaStream> {
  if (!window.isSecureContext || !navigator.mediaDevices) throw new NoMicrophone('insecure')
  const audio: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
  if (chosen) audio.deviceId = { ideal: chosen }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio, video: false })
  } catch (error) {
    throw new NoMicrophone(whyNot(error))
  }
}

/** What the browser's error means (Media Capture and Streams, 9.2.2). */
export function whyNot(error: unknown): MicrophoneTrouble {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  if (name === 'NotReadableError' || name === 'AbortError') return 'taken'
  return 'missing'
}

export interface Devices {
  microphones: MediaDeviceInfo[]
  /** Empty where the browser lets no page choose. */
  loudspeakers: MediaDeviceInfo[]
}

/** What there is; names are known once the microphone was allowed. */
export async function devices(): Promise<Devices> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? []
  const mayChoose = 'setSinkId' in HTMLMediaElement.prototype
  return {
    microphones: all.filter((one) => one.kind === 'audioinput'),
    loudspeakers: mayChoose ? all.filter((one) => one.kind === 'audiooutput') : [],
  }
}
