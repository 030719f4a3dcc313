/** How the editor looks. The colours of text have a contrast of 4.5 or more on their ground. */

import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const MONO =
  "'JetBrains Mono', 'Cascadia Mono', Consolas, 'Noto Sans Mono CJK SC', 'Noto Sans SC', 'Microsoft YaHei', monospace"

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: '#174c99', fontWeight: '600' },
  { tag: [tags.string, tags.content], color: '#1c2534' },
  { tag: tags.comment, color: '#6d7787' },
  { tag: [tags.bool, tags.number, tags.keyword], color: '#8a3ffc' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: '#7a5195' },
  { tag: [tags.labelName, tags.typeName, tags.attributeValue], color: '#a35a00' },
])

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: '#fff', color: '#1c2534' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: MONO, lineHeight: '1.6' },
  '.cm-gutters': { backgroundColor: '#f7f9fc', color: '#6d7787', borderRight: '1px solid #e2e7ef' },
  '.cm-activeLine': { backgroundColor: '#f2f6fc80' },
  '.cm-activeLineGutter': { backgroundColor: '#e9f0f9', color: '#1c2534' },
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
  '.cm-message-error': { color: '#a21d14', backgroundColor: '#fdebe9', borderColor: '#c0271d' },
  '.cm-message-doubt': { color: '#7d4500', backgroundColor: '#fdf3e2', borderColor: '#d08a1e' },
  '.cm-tooltip': {
    border: '1px solid #d5dce8',
    borderRadius: '6px',
    backgroundColor: '#fff',
    boxShadow: '0 6px 20px rgb(20 40 80 / 14%)',
  },
  '.cm-tooltip-lint': { maxWidth: '480px' },
  '.cm-tooltip-autocomplete > ul': { fontFamily: MONO, maxHeight: '18em' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: '#1d5fbf', color: '#fff' },
  '.cm-completionDetail': { fontStyle: 'normal', color: '#6d7787', marginLeft: '1em' },
  'li[aria-selected] .cm-completionDetail': { color: '#e9f0f9' },
  '.cm-completionInfo': { padding: '6px 10px', maxWidth: '320px', whiteSpace: 'pre-wrap', fontSize: '12px' },
  '.cm-panels': { backgroundColor: '#f7f9fc', color: '#1c2534', borderColor: '#e2e7ef' },
  '.cm-panel.cm-search': { padding: '6px 10px' },
  '.cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label': { fontSize: '13px' },
  '.cm-textfield': { border: '1px solid #c6cfdd', borderRadius: '4px', backgroundColor: '#fff' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: '#fff', border: '1px solid #c6cfdd', borderRadius: '4px' },
  '.cm-searchMatch': { backgroundColor: '#ffe9a8' },
  '.cm-searchMatch-selected': { backgroundColor: '#ffc94d' },
  '.cm-goal': { backgroundColor: '#ffe9a8' },
  '.cm-deletedChunk': { backgroundColor: '#fdebe9', paddingLeft: '6px' },
  '.cm-changedLine': { backgroundColor: '#e4f4ec' },
  '.cm-changedText': { background: '#b8e4cb' },
  '.cm-deletedText': { background: '#f6c4bf' },
  '.cm-deletedLine': { backgroundColor: '#fdebe9' },
  '.cm-chunkButtons button': {
    margin: '1px 4px',
    padding: '0 8px',
    border: '1px solid #c6cfdd',
    borderRadius: '4px',
    background: '#fff',
    color: '#c0271d',
    cursor: 'pointer',
  },
  // The merge view's own sign for left-out lines is in few Chinese fonts.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"⋯"' },
  '.cm-collapsedLines': { background: '#f7f9fc', color: '#5b6677', padding: '2px 10px' },
})

export const theme = [look, syntaxHighlighting(colours)]
