/** What the agent has chosen for the telephone, kept in this browser. */

export interface PhoneChoices {
  /** Calls come to this page; else to the agent's own telephone. */
  here: boolean
  /** Device ids; empty: the usual one. */
  microphone: string
  loudspeaker: string
  /** Calls are answered by themselves. */
  autoAnswer: boolean
}

const STORED = 'desk.phone'
const USUAL: PhoneChoices = { here: false, microphone: '', loudspeaker: '', autoAnswer: false }

export function kept(storage: Storage = localStorage): PhoneChoices {
  try {
    const found = JSON.parse(storage.getItem(STORED) ?? '{}') as Partial<PhoneChoices>
    return {
      here: found.here === true,
      microphone: typeof found.microphone === 'string' ? found.microphone : '',
      loudspeaker: typeof found.loudspeaker === 'string' ? found.loudspeaker : '',
      autoAnswer: found.autoAnswer === true,
    }
  } catch {
    return { ...USUAL }
  }
}

export function keep(choices: PhoneChoices, storage: Storage = localStorage): void {
  storage.setItem(STORED, JSON.stringify(choices))
}
