/** Problems in the editor: underlined, marked in the margin, and written under their line. */

import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { type EditorState, StateEffect, StateField, type Transaction } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'
import type { Problem } from '../protocol'
import { spoken } from '../spoken'
import { spanOf } from './span'

/** Lines with a message under them; the list of problems has all. */
const MOST_LINES = 60

const show = StateEffect.define<Problem[]>()

class Message extends WidgetType {
  constructor(
    readonly problems: Problem[],
    readonly indent: number,
  ) {
    super()
  }

  override eq(other: Message): boolean {
    return this.indent === other.indent && textOf(this.problems) === textOf(other.problems)
  }

  override toDOM(): HTMLElement {
    const box = document.createElement('div')
    for (const problem of this.problems) {
      const line = box.appendChild(document.createElement('div'))
      line.className = `cm-message cm-message-${problem.severity}`
      line.style.marginLeft = `${Math.min(this.indent, 24)}ch`
      line.textContent = textOf([problem])
    }
    return box
  }

  override ignoreEvent(): boolean {
    return true
  }
}

export const messages = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return decorations(transaction.state, effect.value)
    return transaction.docChanged ? moved(shown, transaction) : shown
  },
  provide: (field) => EditorView.decorations.from(field),
})

/** Replaces all problems shown in `view` by these of its file. */
export function showProblems(view: EditorView, problems: Problem[]): void {
  const diagnostics = problems.map((problem): Diagnostic => {
    const { from, to } = spanOf(view.state.doc, problem)
    return { from, to, severity: problem.severity === 'error' ? 'error' : 'warning', message: textOf([problem]) }
  })
  diagnostics.sort((a, b) => a.from - b.from || a.to - b.to)
  const transaction = setDiagnostics(view.state, diagnostics)
  view.dispatch(transaction, { effects: show.of(problems) })
}

function decorations(state: EditorState, problems: Problem[]): DecorationSet {
  const byLine = new Map<number, Problem[]>()
  for (const problem of problems) {
    const { number } = state.doc.lineAt(spanOf(state.doc, problem).from)
    byLine.set(number, [...(byLine.get(number) ?? []), problem])
  }
  const lines = [...byLine].sort(([a], [b]) => a - b).slice(0, MOST_LINES)
  return Decoration.set(
    lines.map(([number, found]) => {
      const line = state.doc.line(number)
      const indent = line.text.length - line.text.trimStart().length
      return Decoration.widget({ widget: new Message(found, indent), side: 1, block: true }).range(line.to)
    }),
  )
}

/** While something is typed the messages stay with their lines. */
function moved(shown: DecorationSet, transaction: Transaction): DecorationSet {
  const { doc } = transaction.state
  const ranges = []
  for (const cursor = shown.map(transaction.changes).iter(); cursor.value; cursor.next()) {
    ranges.push(cursor.value.range(doc.lineAt(cursor.from).to))
  }
  return Decoration.set(ranges, true)
}

function textOf(problems: Problem[]): string {
  return problems.map(({ message, hint }) => spoken(message) + (hint ? ` → ${spoken(hint)}` : '')).join('\n')
}
