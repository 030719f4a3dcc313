import { afterEach, describe, expect, it, vi } from 'vitest'
import { newCase } from '../../src/cases/ticket'
import { call, snapshot } from '../../sink/scenes'

vi.mock('element-plus/es/components/message/index', () => ({
  ElMessage: { success: vi.fn(), warning: vi.fn() },
}))
// The real one reads the browser's storage.
vi.mock('../../src/language/i18n', async () => ({ words: { value: (await import('../../src/language/words')).zh } }))

const { ElMessage } = await import('element-plus/es/components/message/index')
const { joinCase, openCase, setState } = await import('../../src/cases/cases')

/** A desk that answers every request alike, and remembers what it was asked. */
function desk(status: number, body: unknown): { asked: [string, string, unknown][] } {
  const asked: [string, string, unknown][] = []
  vi.stubGlobal('fetch', async (path: string, { method, body: sent }: RequestInit) => {
    asked.push([method ?? 'GET', path, sent ? JSON.parse(sent as string) : null])
    return new Response(status === 204 ? null : JSON.stringify(body), { status })
  })
  return { asked }
}

const wish = {
  said: '停水了',
  place: '幸福路12号',
  happened: '',
  secret: true,
  labels: [],
  urgent: false,
  linked: '',
  texted: false,
  article: '',
}

const SURE = { also: [], score: 0.9, runner_up: '', runner_up_score: 0 }

describe('cases', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.clearAllMocks()
  })

  it('are filled with what was said, never over what was touched, and stay empty where nothing was', () => {
    const { labels } = snapshot()
    const ticket = [
      { field: 'demand', value: '半夜施工', line: 'caller:0', ...SURE },
      { field: 'category', value: 'c_noise', line: 'caller:0', ...SURE },
      { field: 'name', value: '王建国', line: 'caller:1', ...SURE },
      { field: 'telephone', value: '来电号码', line: 'caller:1', ...SURE },
      { field: 'secret', value: '不保密', line: 'caller:2', ...SURE },
    ]
    const filed = newCase(call({ ticket }), { name: '王建军', unit: '' }, labels)
    expect(filed).toMatchObject({
      said: '半夜施工', name: '王建军', category: 'c_noise', unit: '', telephone: '', secret: false, plate: '', happened: '',
    }) // prettier-ignore
    expect(newCase(call({ ticket }), {}, labels).unit).toBe('urban_management')
    expect(newCase(call({ decision: null }), {}, labels)).toMatchObject({ said: '', secret: null, urgent: false })
  })

  it('begin with what was decided of the call, before anything is said to an agent', () => {
    expect(newCase(call(), {}, snapshot().labels)).toMatchObject({ said: '楼下工地半夜还在施工', place: '幸福路23号' })
  })

  it('are opened in a call, and the number is told', async () => {
    const { asked } = desk(200, { case: '261129000009' })
    expect(await openCase('a/b', wish)).toBe(true)
    expect(asked).toEqual([['POST', '/api/calls/a%2Fb/cases', wish]])
    expect(ElMessage.success).toHaveBeenCalledWith('已登记，工单号 261129000009')
  })

  it('stay open to be written when the desk refuses', async () => {
    desk(409, { message: '数据库暂时不可用' })
    expect(await openCase('a', wish)).toBe(false)
    expect(ElMessage.warning).toHaveBeenCalledWith('数据库暂时不可用')
  })

  it('are joined, and their state is changed', async () => {
    const { asked } = desk(204, null)
    await joinCase('a', '261129000009')
    await setState('261129000009', 'in work')
    expect(asked).toEqual([
      ['POST', '/api/calls/a/cases/join', { case: '261129000009' }],
      ['POST', '/api/cases/261129000009/state', { state: 'in work' }],
    ])
  })
})
