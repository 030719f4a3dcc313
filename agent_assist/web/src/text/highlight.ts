/** Cuts a text at the words that matched. The pieces together are the text again. */

export interface Piece {
  text: string
  hit: boolean
}

export function highlighted(text: string, words: string[]): Piece[] {
  const wanted = words.filter((word) => word !== '').sort((a, b) => b.length - a.length)
  if (!wanted.length) return [{ text, hit: false }]
  const pattern = new RegExp(`(${wanted.map(escaped).join('|')})`, 'gi')
  return text
    .split(pattern)
    .map((piece, index) => ({ text: piece, hit: index % 2 === 1 }))
    .filter((piece) => piece.text !== '')
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
