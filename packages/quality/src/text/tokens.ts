import { EMOJI, INVISIBLE, type NormaliserProfile, normaliseWith } from "./profile.ts"

/**
 * The words of a text as it was written, with what stands between them. `gaps[0]` stands before the first word,
 * `gaps[i]` between word i - 1 and word i, the last after the last word: joined in turn they give the text again.
 */
interface Tokens {
  /** As written: "Mist", "18". */
  readonly written: readonly string[]
  /** One more than words: " ", ", ", ".". */
  readonly gaps: readonly string[]
}

/** Scripts that put no space between words: their letters are compared one by one. */
const SPACELESS =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}" +
  "\\p{Script=Myanmar}\\p{Script=Tibetan}\\p{Script=Javanese}\\p{Script=Yi}ー々〆"

// A letter with its marks; Thai and Lao "am" are letters that hang on the one before.
const CLUSTER = `[${SPACELESS}](?:\\p{M}|\\u0e33|\\u0eb3|\\u200d)*`
const LETTER = "\\p{L}\\p{M}\\p{N}_'"

const wordPatterns = new Map<string, RegExp>()

/** What counts as one word under a profile. */
function wordPattern(profile: NormaliserProfile): RegExp {
  const decimal = profile.rules.includes("decimal_comma")
  const percent = profile.rules.includes("space_before_percent")
  const letters = profile.rules.includes("punctuation")
  const key = JSON.stringify([letters, decimal, percent, profile.rules.includes("apostrophes"), profile.markers])
  const known = wordPatterns.get(key)
  if (known) return known
  const markers = [...profile.markers].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).map(escaped)
  const apostrophes = profile.rules.includes("apostrophes") ? "’‘ʼ`´＇" : ""
  const letter = `(?![${SPACELESS}])[${LETTER}${apostrophes}]`
  const part = decimal ? `(?:${letter}|(?<=\\p{Nd})[.,](?=\\p{Nd}))` : `(?:${letter})`
  const run = `${part}+(?:[${INVISIBLE}]+${part}+)*`
  const visible = `(?:(?![${SPACELESS}])\\S)+${percent ? "(?:\\s+[%‰])?" : ""}`
  const kinds = letters ? [CLUSTER, EMOJI, run] : [CLUSTER, EMOJI, visible]
  const pattern = new RegExp([...markers, ...kinds].filter((kind) => kind !== "").join("|"), "gu")
  wordPatterns.set(key, pattern)
  return pattern
}

function escaped(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")
}

/**
 * The words of a text under a profile, in logical order (right-to-left text as it is typed and stored).
 *
 * With the rule `punctuation` a word is a run of letters, marks, digits, `_` and apostrophes, with what is not seen between
 * them ({@link INVISIBLE}), otherwise a run without white
 * space. Letters of scripts that put no space between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese …), with their
 * marks, and emoji are words of their own. A marker of the profile is one word.
 */
export function tokenise(profile: NormaliserProfile, text: string): Tokens {
  const composed = text.normalize("NFC")
  const written: string[] = []
  const gaps: string[] = []
  const isPlain = profile.rules.includes("punctuation") && profile.markers.length === 0 && isPlainAscii(composed)
  if (isPlain) plainWords(composed, profile.rules.includes("decimal_comma"), written, gaps)
  else {
    let end = 0
    for (const match of composed.matchAll(wordPattern(profile))) {
      gaps.push(composed.slice(end, match.index))
      written.push(match[0])
      end = match.index + match[0].length
    }
    gaps.push(composed.slice(end))
  }
  return { written, gaps }
}

/** ASCII without the backtick, which some type for an apostrophe. */
function isPlainAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127 || text.charCodeAt(i) === 96) return false
  return true
}

/** 1 for letters, `_` and the apostrophe, 2 for digits. */
const KIND = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 48 && code <= 57) return 2
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 39 ? 1 : 0
})

/** The same as the pattern with `punctuation`, for ASCII, several times faster. */
function plainWords(text: string, joinNumbers: boolean, written: string[], gaps: string[]): void {
  let end = 0
  for (let i = 0; i < text.length; ) {
    if (kindAt(text, i) === 0) {
      i++
      continue
    }
    const start = i
    while (i < text.length && (kindAt(text, i) > 0 || (joinNumbers && isJoin(text, i)))) i++
    gaps.push(text.slice(end, start))
    written.push(text.slice(start, i))
    end = i
  }
  gaps.push(text.slice(end))
}

function kindAt(text: string, at: number): number {
  return KIND[text.charCodeAt(at)] ?? 0
}

/** A comma or point between two digits. */
function isJoin(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return (code === 44 || code === 46) && kindAt(text, at - 1) === 2 && kindAt(text, at + 1) === 2
}

/** The compared form of one word as written; never empty and without white space. */
export function compared(profile: NormaliserProfile, word: string): string {
  if (profile.markers.includes(word)) return word
  const form = normaliseWith(profile, word).replace(/\s+/gu, "")
  return form === "" ? word : form
}

/**
 * The words of a text in the form in which they are compared.
 *
 * @example
 * comparedWords(SCORE_PROFILE, "The  Mist, it's 東京") // ["the", "mist", "it's", "東", "京"]
 */
export function comparedWords(profile: NormaliserProfile, text: string): string[] {
  return tokenise(profile, text).written.map((word) => compared(profile, word))
}

/** Whether a word is of a script that puts no space between words. */
export function isSpaceless(word: string): boolean {
  return SPACELESS_START.test(word)
}

const SPACELESS_START = new RegExp(`^[${SPACELESS}]`, "u")
