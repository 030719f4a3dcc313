/** The form of a case: filled with what was said, never over what the agent has touched. */

import type { CallView, Labels, TicketField } from '../connection/protocol'

/** What the agent has written or chosen, by field; what is not there follows the conversation. */
export type Touched = Record<string, string>

/** Texts of the form, in its order. */
export const TEXTS = [
  'demand', 'appeal', 'address', 'district', 'street', 'community', 'landmark', 'time', 'name', 'telephone', 'id_number',
  'plate', 'amount', 'people', 'organisation',
] as const // prettier-ignore

/** Kinds of labels. */
export const KINDS = ['person', 'nature', 'event'] as const

export type Text = (typeof TEXTS)[number]

/** The draft's name for the number that the citizen calls from. */
export const CALLING = '来电号码'

export function drafted(call: CallView, field: string): TicketField | undefined {
  return call.ticket.find((one) => one.field === field)
}

/** What stands in a field: what was touched, else what was said, else what is known of the call. */
export function valueOf(call: CallView, touched: Touched, field: string, labels: Labels): string {
  if (field in touched) return touched[field] ?? ''
  const said = drafted(call, field)?.value
  if (said !== undefined) return said
  if (field === 'demand') return call.decision?.heard ?? ''
  if (field === 'address')
    return call.decision?.slots.find((slot) => labels.place_questions.includes(slot.id))?.value ?? ''
  const category = field === 'unit' && valueOf(call, touched, 'category', labels)
  return labels.tickets.categories.find((one) => one.id === category)?.unit ?? ''
}

/** What is sent when the case is filed. */
export interface NewCase {
  said: string
  place: string
  happened: string
  secret: boolean | null
  labels: string[]
  urgent: boolean
  linked: string
  texted: boolean
  article: string
  [text: string]: string | string[] | boolean | null
}

export function newCase(call: CallView, touched: Touched, labels: Labels): NewCase {
  const of = (field: string) => valueOf(call, touched, field, labels).trim()
  const texts = Object.fromEntries([...TEXTS, 'category', 'unit', 'deadline'].map((field) => [field, of(field)]))
  const { demand = '', address = '', time = '', ...others } = texts
  const secret = { 保密: true, 不保密: false }[of('secret')] ?? null
  return {
    ...others,
    telephone: of('telephone') === CALLING ? '' : of('telephone'),
    said: demand,
    place: address,
    happened: time,
    secret,
    labels: KINDS.map(of).filter(Boolean),
    urgent: of('urgent') !== '',
    linked: of('linked'),
    // Only who wants no secrecy is sent anything.
    texted: secret === false && of('texted') !== '',
    article: of('texted') === '' ? '' : (call.suggestions[0]?.title ?? ''),
  }
}
