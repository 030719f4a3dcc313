/** How one event changes a call: the same projection as agent_assist/desk/projection.py. */

import type { CallEvent, CallView, LineView } from './protocol'

export const MAX_LINES = 500
export const MAX_FAULTS = 20

const AFTER_THE_END = new Set(['transcript_final', 'suggested', 'corrected', 'fault'])

/** Changes the call in place, so that only what changed is drawn anew. */
export function applyToCall(call: CallView, event: CallEvent): void {
  if (call.phase === 'ended' && !AFTER_THE_END.has(event.type)) return
  switch (event.type) {
    case 'call_started':
      call.started = event.at
      call.caller = event.caller
      call.dialled = event.dialled
      break
    case 'screened':
      call.screened = { standing: event.standing, reason: event.reason }
      break
    case 'call_queued':
      call.phase = 'queued'
      call.agent = null
      call.queue = event.queue
      call.priority = event.priority
      call.position = event.position
      call.queued_at ??= event.at
      break
    case 'agent_ringing':
      call.phase = 'ringing'
      call.agent = event.agent
      break
    case 'agent_missed':
      call.phase = 'queued'
      call.agent = null
      call.queued_at ??= event.at
      call.missed_by = [...call.missed_by, event.agent].slice(-MAX_FAULTS)
      break
    case 'agent_answered':
      call.agent = event.agent
      break
    case 'bridged':
      call.phase = 'talking'
      call.agent = event.agent
      call.talking_since ??= event.at
      call.adopted ||= event.adopted
      break
    case 'call_ended':
      call.phase = 'ended'
      call.ended_at = event.at
      call.ended_by = event.by
      call.cause = event.cause
      call.lines = call.lines.filter((line) => line.final)
      break
    case 'decided': {
      const { type: _type, call: _call, ...decision } = event
      call.decision = decision
      call.queue = event.queue ?? call.queue
      break
    }
    case 'corrected': {
      const { at, agent, intent, queue } = event
      call.correction = { at, agent, intent, queue }
      break
    }
    case 'suggested':
      call.suggestions = event.suggestions
      call.suggested_for = event.for_text
      break
    case 'hearing_failed':
      call.unheard[event.leg] = event.reason
      break
    case 'fault': {
      const { at, part, message, done } = event
      call.faults = [...call.faults, { at, part, message, done }].slice(-MAX_FAULTS)
      break
    }
    default:
      applyToLines(call, event)
  }
}

type LineEvent = Extract<
  CallEvent,
  { type: 'transcript_partial' | 'transcript_final' | 'prompt_started' | 'prompt_ended' | 'key_pressed' }
>

function applyToLines(call: CallView, event: LineEvent): void {
  switch (event.type) {
    case 'transcript_partial':
    case 'transcript_final': {
      const final = event.type === 'transcript_final'
      putLine(call, {
        key: `${event.leg}:${event.utterance}`,
        speaker: event.leg,
        kind: 'speech',
        text: (final && event.written) || event.text,
        final,
        at: event.at,
        confidence: final ? event.confidence : null,
        cut: false,
      })
      break
    }
    case 'prompt_started':
      putLine(call, systemLine(`prompt:${event.prompt}`, event.text, event.at))
      break
    case 'prompt_ended': {
      const line = call.lines.find((known) => known.key === `prompt:${event.prompt}`)
      if (line && event.how === 'interrupted') line.cut = true
      break
    }
    case 'key_pressed': {
      const last = call.lines.findLast((line) => line.kind === 'key')
      const number = last ? Number(last.key.split(':')[1]) + 1 : 0
      putLine(call, { ...systemLine(`key:${number}`, event.digit, event.at), speaker: 'caller', kind: 'key' })
    }
  }
}

function systemLine(key: string, text: string, at: number): LineView {
  return { key, speaker: 'system', kind: 'prompt', text, final: true, at, confidence: null, cut: false }
}

/** Adds the line or replaces the one with its key in place; an empty final takes its partial away. */
function putLine(call: CallView, line: LineView): void {
  const index = call.lines.findLastIndex((known) => known.key === line.key)
  const known = call.lines[index]
  if (!known) {
    if (line.text) call.lines.push(line)
    if (call.lines.length > MAX_LINES) call.lines.splice(0, call.lines.length - MAX_LINES)
  } else if (!known.final) {
    if (line.text) call.lines[index] = { ...line, at: known.at }
    else call.lines.splice(index, 1)
  }
}
