// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import SinkPage from '../../sink/SinkPage.vue'
import '../mounted'

it('shows every part of the page in its states, each with a desk of its own', () => {
  const scenes = mount(SinkPage).findAll('[data-scene]')
  expect(scenes.length).toBeGreaterThan(18)
  expect(scenes.find((one) => one.attributes('data-scene') === 'not answering')?.text()).toContain('无人应答')
  expect(scenes.find((one) => one.attributes('data-scene') === 'the connection is lost')?.text()).toContain(
    '连接已断开',
  )
}, 60_000)
