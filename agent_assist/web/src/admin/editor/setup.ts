/** What the editor can do, put together from CodeMirror's parts. */

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { lintGutter, lintKeymap } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import {
  EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
} from '@codemirror/view' // prettier-ignore
import { editorPhrases } from './phrases'
import { type Knowledge, yamlCompletion } from './completion'
import { messages } from './messages'
import { theme } from './theme'

export interface EditorOptions {
  label: string
  chinese: boolean
  readOnly: boolean
  knowledge: () => Knowledge
  changed: (text: string) => void
  save: () => void
}

/** Reading is the same everywhere: the editor, a generation of the past, a difference. */
export function reading(text: string, label: string, chinese: boolean): Extension {
  return [
    EditorState.lineSeparator.of(lineBreakOf(text)),
    lineNumbers(),
    highlightSpecialChars(),
    drawSelection(),
    yaml(),
    foldGutter(),
    search({ top: true }),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorState.phrases.of(chinese ? editorPhrases : {}),
    theme,
  ]
}

export const unchangeable: Extension = [EditorState.readOnly.of(true), keymap.of([...searchKeymap, ...foldKeymap])]

export function editing(text: string, options: EditorOptions): Extension {
  return [
    reading(text, options.label, options.chinese),
    messages,
    lintGutter(),
    options.readOnly ? unchangeable : writing(options),
    keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => (options.save(), true) }]),
  ]
}

function writing({ changed, knowledge }: EditorOptions): Extension {
  return [
    history(),
    indentUnit.of('  '),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    autocompletion({ override: [yamlCompletion(knowledge)], icons: false }),
    keymap.of([
      ...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap,
      ...defaultKeymap, indentWithTab,
    ]), // prettier-ignore
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed(update.state.sliceDoc())
    }),
  ]
}

/** The ends of the lines stay as they are: none is changed that was not touched. */
export function lineBreakOf(text: string): string {
  return text.includes('\r\n') && !/(^|[^\r])\n/.test(text) ? '\r\n' : '\n'
}
