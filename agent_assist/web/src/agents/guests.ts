/** Guests: supervisors invite them for a while, and end their time. */

import { ref } from 'vue'
import { request } from '../connection/requests'
import type { GuestView, Invitation, Invited } from '../connection/protocol'
import { told } from '../connection/told'

/** What a supervisor fills in. */
export interface GuestForm {
  id: string
  name: string
  extension: string
  /** As an input of the kind datetime-local has it: 2026-11-29T17:00. */
  until: string
  /** None: all. */
  queues: string[]
  /** 企业之家=5,农产品=4 */
  skills: string
}

export function createGuests() {
  const guests = ref<GuestView[]>([])

  async function fetchGuests(): Promise<void> {
    await told(async () => {
      guests.value = ((await (await request('GET', '/api/guests')).json()) as { guests: GuestView[] }).guests
    })
  }

  /** The guest's passwords, which are shown once; null when the desk refused, which is shown. */
  async function invite(form: GuestForm): Promise<Invited | null> {
    let invited: Invited | null = null
    const taken = await told(async () => {
      invited = (await (await request('POST', '/api/guests', invitation(form))).json()) as Invited
    })
    if (taken) await fetchGuests()
    return invited
  }

  async function endGuest(id: string): Promise<void> {
    await told(() => request('POST', `/api/guests/${encodeURIComponent(id)}/end`))
    await fetchGuests()
  }

  return { guests, fetchGuests, invite, endGuest }
}

/** What is sent for it. A skill without a level counts as 1. */
export function invitation(form: GuestForm): Invitation {
  const skills = form.skills
    .split(/[,，;；]/)
    .map((one) => one.split(/[=＝]/).map((part) => part.trim()))
    .filter(([name]) => name)
    .map(([name, level]) => [name, level === undefined ? 1 : Number(level)] as const)
  return {
    id: form.id.trim(),
    name: form.name.trim(),
    extension: form.extension.trim(),
    until: new Date(form.until).getTime() / 1000,
    skills: Object.fromEntries(skills),
    ...(form.queues.length ? { queues: form.queues } : {}),
  }
}
