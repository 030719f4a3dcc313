/** How the editor looks. The colours of text have a contrast of 4.5 or more on their ground. */

import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const MONO =
  "'JetBrains Mono', 'Cascadia Mono', Consolas, 'Noto Sans Mono CJK SC', 'Noto Sans SC', 'Microsoft YaHei', monospace"

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: tags.comment, color: 'var(--ink-faint)' },
  { tag: [tags.bool, tags.number, tags.keyword], color: 'var(--violet)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--violet)' },
  { tag: [tags.labelName, tags.typeName, tags.attributeValue], color: 'var(--warn)' },
])

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--panel)', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: MONO, lineHeight: '1.6' },
  '.cm-gutters': { backgroundColor: 'var(--soft)', color: 'var(--ink-faint)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'var(--soft)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--accent-soft)', color: 'var(--ink)' },
  '.cm-message': {
    fontSize: '12px',
    lineHeight: '1.5',
    padding: '1px 8px',
    borderLeft: '3px solid',
    whiteSpace: 'pre-wrap',
    width: 'fit-content',
    maxWidth: '92%',
    userSelect: 'text',
  },
  '.cm-message-error': { color: 'var(--bad)', backgroundColor: 'var(--bad-soft)', borderColor: 'var(--bad)' },
  '.cm-message-doubt': { color: 'var(--warn)', backgroundColor: 'var(--warn-soft)', borderColor: 'var(--warn)' },
  '.cm-tooltip': {
    border: '1px solid var(--edge)',
    borderRadius: '6px',
    backgroundColor: 'var(--panel)',
    boxShadow: '0 6px 20px rgb(20 40 80 / 14%)',
  },
  '.cm-tooltip-lint': { maxWidth: '480px' },
  '.cm-tooltip-autocomplete > ul': { fontFamily: MONO, maxHeight: '18em' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-strong)' },
  '.cm-completionDetail': { fontStyle: 'normal', color: 'var(--ink-faint)', marginLeft: '1em' },
  'li[aria-selected] .cm-completionDetail': { color: 'var(--accent-soft)' },
  '.cm-completionInfo': { padding: '6px 10px', maxWidth: '320px', whiteSpace: 'pre-wrap', fontSize: '12px' },
  '.cm-panels': { backgroundColor: 'var(--soft)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-panel.cm-search': { padding: '6px 10px' },
  '.cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label': { fontSize: '13px' },
  '.cm-textfield': { border: '1px solid var(--edge)', borderRadius: '4px', backgroundColor: 'var(--panel)' },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--panel)',
    border: '1px solid var(--edge)',
    borderRadius: '4px',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--mark)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--mark)' },
  '.cm-goal': { backgroundColor: 'var(--mark)' },
  '.cm-deletedChunk': { backgroundColor: 'var(--bad-soft)', paddingLeft: '6px' },
  '.cm-changedLine': { backgroundColor: 'var(--good-soft)' },
  '.cm-changedText': { background: 'var(--good-soft)' },
  '.cm-deletedText': { background: 'var(--bad-soft)' },
  '.cm-deletedLine': { backgroundColor: 'var(--bad-soft)' },
  '.cm-chunkButtons button': {
    margin: '1px 4px',
    padding: '0 8px',
    border: '1px solid var(--edge)',
    borderRadius: '4px',
    background: 'var(--panel)',
    color: 'var(--bad)',
    cursor: 'pointer',
  },
  // The merge view's own sign for left-out lines is in few Chinese fonts.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"⋯"' },
  '.cm-collapsedLines': { background: 'var(--soft)', color: 'var(--ink-soft)', padding: '2px 10px' },
})

export const theme = [look, syntaxHighlighting(colours)]
