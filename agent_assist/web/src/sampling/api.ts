/** What the pages of quality sampling ask of the server. */

import type { CallView, Draw, Drawn, SampleView, SamplingView } from '../connection/protocol'
import { request } from '../connection/requests'

/** Milliseconds: rules look into every call of the days. */
const PATIENCE_MS = 60_000

export async function fetchSampling(): Promise<SamplingView> {
  return (await (await request('GET', '/api/samples', undefined, PATIENCE_MS)).json()) as SamplingView
}

export async function drawSamples(wanted: Draw): Promise<Drawn> {
  return (await (await request('POST', '/api/samples', wanted, PATIENCE_MS)).json()) as Drawn
}

export async function scoreSample(id: number, points: Record<string, number>, remark: string): Promise<void> {
  await request('POST', `/api/samples/${id}/scores`, { points, remark })
}

export async function removeSample(id: number): Promise<void> {
  await request('POST', `/api/samples/${id}/remove`, {})
}

export async function fetchOwnSamples(): Promise<SampleView[]> {
  return ((await (await request('GET', '/api/samples/own')).json()) as { samples: SampleView[] }).samples
}

export async function answerSample(id: number, text: string): Promise<void> {
  await request('POST', `/api/samples/${id}/answer`, { text })
}

/** With all that was said in it. */
export async function fetchCall(call: string): Promise<CallView> {
  return (await (await request('GET', `/api/calls/${encodeURIComponent(call)}`)).json()) as CallView
}
