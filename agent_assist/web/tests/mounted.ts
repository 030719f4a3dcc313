/** Parts of the page, mounted with a desk of their own. */

import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, vi } from 'vitest'
import type { Component } from 'vue'
import type { ConnectionState } from '../src/connection/live'
import type { Identity, Snapshot } from '../src/connection/protocol'
import { DESK } from '../src/state/desk'
import { fakeDesk, type FakeDesk } from '../sink/fake-desk'
import { AGENT, snapshot } from '../sink/scenes'

enableAutoUnmount(afterEach)

// A server that knows nothing; a test that wants answers puts its own in place.
beforeEach(() => void vi.stubGlobal('fetch', async () => new Response('{}', { status: 404 })))
afterEach(() => vi.unstubAllGlobals())

/** The server has done the last thing that was asked. */
export async function done({ sent, receive }: Pick<FakeDesk, 'sent' | 'receive'>): Promise<void> {
  const last = sent.at(-1) as { request?: number } | undefined
  receive({ type: 'done', request: last?.request ?? 0 })
  await flushPromises()
}

export interface Scene {
  who?: Identity
  shows?: Partial<Snapshot>
  connection?: ConnectionState
  props?: Record<string, unknown>
}

/** The part, as that agent sees it; it stands in the document, so that it can have the focus. */
export function mounted(part: Component, scene: Scene = {}): FakeDesk & { page: VueWrapper } {
  const fake = fakeDesk(scene.who ?? AGENT, snapshot(scene.shows), scene.connection)
  const page = mount(part, {
    props: scene.props,
    attachTo: document.body,
    global: { provide: { [DESK as symbol]: fake.desk } },
  })
  return { ...fake, page }
}
