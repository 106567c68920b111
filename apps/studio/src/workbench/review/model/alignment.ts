import { alignText } from "@justesse/quality/agreement/align"

/** Several texts laid over each other, column by column; null where a text has no character in a column. */
interface Alignment {
  /** One row for each text, in the order given; all of the same length. */
  readonly rows: readonly (readonly (string | null)[])[]
  /** Whether the texts differ in a column. */
  readonly differs: readonly boolean[]
}

/**
 * Lay texts over the first one so that equal characters share a column. What others have more stands in columns of its
 * own, before the character it precedes. Read across, every row gives its text again.
 */
export function alignTexts(texts: readonly string[]): Alignment {
  const base = texts[0] ?? ""
  const length = [...base].length
  const spread = texts.map((text) => spreadOver(base, text, length))
  const rows: (string | null)[][] = texts.map(() => [])
  for (let i = 0; i <= length; i++) {
    const room = Math.max(0, ...spread.map((one) => one.before[i]?.length ?? 0))
    spread.forEach(({ before, at }, row) => {
      const more = before[i] ?? []
      for (let slot = 0; slot < room; slot++) rows[row]?.push(more[slot] ?? null)
      if (i < length) rows[row]?.push(at[i] ?? null)
    })
  }
  const columns = rows[0]?.length ?? 0
  const differs = Array.from({ length: columns }, (_, column) => rows.some((row) => row[column] !== rows[0]?.[column]))
  return { rows, differs }
}

interface Spread {
  /** The character at each of the base's, or null. */
  readonly at: readonly (string | null)[]
  /** Characters before each of the base's, and after the last. */
  readonly before: readonly (readonly string[])[]
}

function spreadOver(base: string, text: string, length: number): Spread {
  const at: (string | null)[] = []
  const before: string[][] = Array.from({ length: length + 1 }, () => [])
  for (const column of alignText(base, text)) {
    if (column.a !== null) at.push(column.b)
    else if (column.b !== null) before[at.length]?.push(column.b)
  }
  return { at, before }
}

/** A run of a text and how it stands to another one. */
interface Run {
  /** `gap`: the other one has something here that this text lacks. */
  readonly kind: "same" | "other" | "gap"
  readonly text: string
}

/** A text as runs, told apart from `other`: what is the same, what differs, where something is missing. */
export function runsAgainst(text: string, other: string): Run[] {
  const runs: { kind: Run["kind"]; text: string }[] = []
  for (const { a, b, same } of alignText(other, text)) {
    const kind = same ? "same" : b === null ? "gap" : "other"
    const last = runs.at(-1)
    if (last?.kind === kind) last.text += b ?? ""
    else if (kind !== "gap" || a !== null) runs.push({ kind, text: b ?? "" })
  }
  return runs
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/
const LETTER = /\p{L}/u

/** Whether a text begins, as letters go, from right to left. */
export function isRightToLeft(text: string): boolean {
  for (const character of text) if (LETTER.test(character)) return RIGHT_TO_LEFT.test(character)
  return false
}

/** How sure people are of each column of a text's row: 1 where nothing is doubted. Spans are in UTF-16 units of the text. */
export function doubtOf(
  row: readonly (string | null)[],
  spans: readonly { readonly start: number; readonly end: number; readonly posterior: number }[],
): number[] {
  let at = 0
  return row.map((character) => {
    if (character === null) return 1
    const offset = at
    at += character.length
    return Math.min(
      1,
      ...spans.filter(({ start, end }) => start <= offset && offset < end).map(({ posterior }) => posterior),
    )
  })
}
