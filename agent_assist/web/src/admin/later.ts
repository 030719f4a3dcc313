/** Asks once things are quiet, one question at a time, and hears only the answer to the latest. */

export class Later<Question, Answer> {
  private timer: ReturnType<typeof setTimeout> | undefined
  private busy = false
  /** What is asked as soon as the running question is answered. */
  private next: Question | undefined
  /** Counts what was wanted, so that answers to something older are dropped. */
  private wanted = 0

  constructor(
    private readonly ask: (question: Question) => Promise<Answer>,
    private readonly answered: (answer: Answer, question: Question) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Asks `quietMs` after the last call; answers to what was asked before no longer count. */
  soon(question: Question, quietMs: number): void {
    this.stop()
    this.timer = setTimeout(() => void this.run(question), quietMs)
  }

  stop(): void {
    clearTimeout(this.timer)
    this.next = undefined
    this.wanted++
  }

  private async run(question: Question): Promise<void> {
    if (this.busy) {
      this.next = question
      return
    }
    this.busy = true
    const wanted = this.wanted
    let tell: () => void
    try {
      const answer = await this.ask(question)
      tell = () => this.answered(answer, question)
    } catch (error) {
      tell = () => this.failed(error)
    }
    this.busy = false
    if (wanted === this.wanted) tell()
    const { next } = this
    this.next = undefined
    if (next !== undefined) void this.run(next)
  }
}
