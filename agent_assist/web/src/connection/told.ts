/** Requests whose refusal is shown to the agent. */

import { ElMessage } from 'element-plus/es/components/message/index'
import { Refused } from './requests'
import { words } from '../language/i18n'

/** Runs a request; what was refused is shown. True when it was not. */
export async function told(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    ElMessage.warning(error instanceof Refused ? error.message : words.value.unreachable)
    return false
  }
}
