import { compareText } from "../consensus/order.ts"
import type { ConfirmedItem } from "./confirmed.ts"
import { groupBy } from "./groups.ts"
import { type LetterEdit, letterEdits } from "./letterEdits.ts"
import { LEAST_SHOWN } from "./offsets.ts"
import { type ShareOf, shareOfTrials, type Trial } from "./shares.ts"

/** Kinds of characters that people get wrong in their own ways; `names` are words, see {@link characterFigures}. */
const CHARACTER_CLASSES = ["digits", "capitals", "accents", "punctuation", "spaces", "letters", "names"] as const
type CharacterClass = (typeof CHARACTER_CLASSES)[number]

/** How often characters of one class were read otherwise or left out, of all that there were. */
export interface CharacterFigure extends ShareOf {
  readonly class: CharacterClass
  /** Of these errors: written otherwise, and left out. */
  readonly replaced: number
  readonly leftOut: number
  /** Characters of the class that were written and are not there. */
  readonly added: number
  /** The commonest of them; "" stands for nothing. Null without errors. */
  readonly example: { readonly right: string; readonly mine: string; readonly times: number } | null
}

/** Errors in transcripts by class of character. `tooLong`: texts that were left out, being too long to be laid beside each other. */
export interface CharacterFigures {
  readonly texts: number
  readonly tooLong: number
  readonly classes: readonly CharacterFigure[]
}

interface Seen extends LetterEdit {
  readonly answer: string
}

/**
 * Errors by class of character, from texts as the project compares them (what it holds to be the same is no error). A capital with an
 * accent counts as both. A name is a word with a capital inside a sentence, right or wrong as a whole: whoever knows no such name spells
 * it by ear. Classes of fewer than ten characters are left out.
 */
export function characterFigures(items: readonly ConfirmedItem[]): CharacterFigures {
  const seen = new Map<CharacterClass, Seen[]>(CHARACTER_CLASSES.map((one) => [one, []]))
  let [texts, tooLong] = [0, 0]
  for (const { answer, texts: pair } of items) {
    if (!pair) continue
    const edits = letterEdits(pair.right, pair.mine)
    if (!edits) {
      tooLong++
      continue
    }
    texts++
    for (const edit of edits)
      for (const one of classesOf(edit.right ?? edit.mine ?? "")) seen.get(one)?.push({ answer, ...edit })
    for (const edit of namesIn(edits)) seen.get("names")?.push({ answer, ...edit })
  }
  return { texts, tooLong, classes: CHARACTER_CLASSES.flatMap((one) => figureOf(one, seen.get(one) ?? [])) }
}

function figureOf(of: CharacterClass, seen: readonly Seen[]): CharacterFigure[] {
  const there = seen.filter(({ right }) => right !== null)
  if (there.length < LEAST_SHOWN) return []
  const wrong = seen.filter(({ right, mine }) => right !== mine)
  const trials = there.map(({ answer, right, mine }): Trial => ({ answer, wrong: right !== mine }))
  return [
    {
      class: of,
      ...shareOfTrials(trials),
      replaced: wrong.filter(({ right, mine }) => right !== null && mine !== null && mine !== "").length,
      leftOut: wrong.filter(({ right, mine }) => right !== null && (mine === null || mine === "")).length,
      added: wrong.filter(({ right }) => right === null).length,
      example: commonest(wrong),
    },
  ]
}

function commonest(wrong: readonly Seen[]): CharacterFigure["example"] {
  const pairs = groupBy(wrong, ({ right, mine }) => JSON.stringify([right ?? "", mine ?? ""]))
  const [first] = [...pairs].sort(([k, p], [l, q]) => q.length - p.length || compareText(k, l))
  const [one] = first?.[1] ?? []
  return one && first ? { right: one.right ?? "", mine: one.mine ?? "", times: first[1].length } : null
}

/** The classes of a character as people see it, a letter with its marks; none of one that is not seen. */
function classesOf(character: string): CharacterClass[] {
  if (/\s/u.test(character)) return ["spaces"]
  if (/\p{Nd}/u.test(character)) return ["digits"]
  if (/\p{L}/u.test(character)) {
    const isCapital = /\p{Lu}/u.test(character)
    const isAccented = /\p{L}\p{Mn}/u.test(character.normalize("NFD"))
    if (!isCapital && !isAccented) return ["letters"]
    return [...(isCapital ? (["capitals"] as const) : []), ...(isAccented ? (["accents"] as const) : [])]
  }
  return /[\p{P}\p{S}]/u.test(character) ? ["punctuation"] : []
}

/** Words of the right text that are names, each with what was written in its place. */
function namesIn(edits: readonly LetterEdit[]): LetterEdit[] {
  const names: LetterEdit[] = []
  let isFirst = true
  let word: LetterEdit[] = []
  const close = () => {
    const right = word.map((edit) => edit.right ?? "").join("")
    if (!isFirst && /^\p{Lu}\p{M}*\p{Ll}/u.test(right.normalize("NFD")))
      names.push({ right, mine: word.map((edit) => edit.mine ?? "").join("") })
    if (right !== "") isFirst = false
    word = []
  }
  for (const edit of edits) {
    const at = edit.right ?? edit.mine ?? ""
    if (/[\p{L}\p{M}]/u.test(at)) word.push(edit)
    else {
      close()
      if (edit.right !== null && /[.!?:\n]/u.test(edit.right)) isFirst = true
    }
  }
  close()
  return names
}
