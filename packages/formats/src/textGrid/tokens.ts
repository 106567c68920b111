/** A free-standing piece of a Praat text file: a text in quotes, a number as it is spelled, or a flag (`<exists>`). */
export interface Token {
  readonly kind: "text" | "number" | "flag"
  readonly text: string
  /** From 1. */
  readonly line: number
  /** A text whose closing quote never comes. */
  readonly open?: true
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const LONGEST_NUMBER = 400

/**
 * The pieces of a Praat text file. Praat takes free-standing numbers, quoted texts (`""` is one quote) and flags, and passes
 * over everything else, which is why its long form (`xmin = 0`) and its short form (`0`) are one: so it is here. `!` begins
 * a comment to the end of the line.
 */
export function* tokensOf(text: string): Generator<Token> {
  let line = 1
  let at = 0
  while (at < text.length) {
    const sign = text.charAt(at)
    if (sign === '"') {
      const { value, end, open } = quoted(text, at)
      yield { kind: "text", text: value, line, ...(open ? { open } : {}) }
      line += lineEnds(text, at, end)
      at = end
    } else if (isBlank(sign)) {
      line += lineEnds(text, at, at + 1)
      at++
    } else {
      let end = at
      while (end < text.length && text[end] !== '"' && !isBlank(text.charAt(end))) end++
      const word = text.slice(at, Math.min(end, at + LONGEST_NUMBER))
      if (sign === "!") end = endOfLine(text, at)
      else if (number.test(word)) yield { kind: "number", text: word, line }
      else if (sign === "<" && word.endsWith(">")) yield { kind: "flag", text: word, line }
      at = end
    }
  }
}

function isBlank(sign: string): boolean {
  return sign === " " || sign === "\n" || sign === "\t" || sign === "\r" || sign === "\f" || sign === "\v"
}

/** A text from its opening quote at `from`; `end` is behind its closing one. */
function quoted(text: string, from: number): { value: string; end: number; open?: true } {
  const pieces: string[] = []
  let start = from + 1
  for (;;) {
    const quote = text.indexOf('"', start)
    if (quote < 0) return { value: pieces.join("") + text.slice(start), end: text.length, open: true }
    const isDoubled = text[quote + 1] === '"'
    pieces.push(text.slice(start, isDoubled ? quote + 1 : quote))
    start = quote + 2
    if (!isDoubled) return { value: pieces.join(""), end: quote + 1 }
  }
}

/** Line ends between two places; `\n`, `\r\n` and `\r` end a line. */
function lineEnds(text: string, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i++) if (text[i] === "\n" || (text[i] === "\r" && text[i + 1] !== "\n")) count++
  return count
}

function endOfLine(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (text[i] === "\n" || text[i] === "\r") return i
  return text.length
}

/** A text as Praat has it. */
export function praatText(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
