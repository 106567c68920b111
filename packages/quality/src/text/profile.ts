import type { TextRule } from "@justesse/types"

/**
 * A named way in which two texts may differ without meaning anything else. A project's normaliser is a set of them; the
 * review page offers those that a project stores ({@link TEXT_RULES}) as "make it a rule".
 *
 * - `spaces` runs of white space are one space, none at the ends
 * - `case` upper and lower case
 * - `apostrophes` ’ ‘ ʼ ´ ` and the straight one
 * - `quotes` “ ” „ « » ‹ › and the straight one
 * - `dashes` ‐ ‑ – — − and the hyphen
 * - `space_before_percent` "18 %" and "18%"
 * - `decimal_comma` "2,50" and "2.50"
 * - `digits` digits of other scripts and 0 to 9
 * - `width` compatibility forms: full-width letters, ligatures, superscripts (NFKC)
 * - `diacritics` accents of Latin and Greek, vowel points of Arabic and Hebrew, the stretched Arabic line
 * - `punctuation` whatever is not a letter, mark, digit, `_`, apostrophe or emoji counts as a space; what is not seen at
 *   all ({@link INVISIBLE}) as nothing
 * - `no_spaces` all white space is left out (comparing whole texts only; words are still found by it)
 */
export type NormaliserRule = TextRule | "quotes" | "digits" | "width" | "no_spaces"

/** What a project holds to be the same text: stored with each score that was made under it. */
export interface NormaliserProfile {
  /** In any order; they are applied in the order of {@link NORMALISER_RULES}. */
  readonly rules: readonly NormaliserRule[]
  /** Exact strings that stand for "cannot be read" and count as one word each, for instance "[…]". */
  readonly markers: readonly string[]
}

/** Every rule, the mildest first: the order in which {@link ruleBetween} tries them. */
export const NORMALISER_RULES: readonly NormaliserRule[] = [
  "spaces",
  "case",
  "apostrophes",
  "quotes",
  "dashes",
  "space_before_percent",
  "decimal_comma",
  "digits",
  "width",
  "diacritics",
  "punctuation",
  "no_spaces",
]

/** The rules that a project can store, the mildest first. */
export const TEXT_RULES: readonly TextRule[] = [
  "spaces",
  "case",
  "apostrophes",
  "dashes",
  "space_before_percent",
  "decimal_comma",
  "diacritics",
  "punctuation",
]

/** For word scores and votes on words: case, spaces, punctuation and the form of apostrophes do not matter. */
export const SCORE_PROFILE: NormaliserProfile = {
  rules: ["case", "apostrophes", "punctuation", "spaces"],
  markers: [],
}

/** Nothing is left out; only composed and decomposed letters are one. */
export const EXACT_PROFILE: NormaliserProfile = { rules: [], markers: [] }

/** One emoji with its modifiers and joined parts, or a flag. The signs ©, ®, ™ and the like are no emoji. */
export const EMOJI =
  "\\p{Regional_Indicator}{2}|(?![©®™‼⁉ℹ↔-↪])\\p{Extended_Pictographic}[\\ufe0f\\p{Emoji_Modifier}\\u{e0020}-\\u{e007f}]*" +
  "(?:\\u200d\\p{Extended_Pictographic}[\\ufe0f\\p{Emoji_Modifier}]*)*"

/**
 * Characters that are not seen and part no words: the soft hyphen, joiners and non-joiners of letters, marks of writing
 * direction (Unicode's WB4 passes over them too). The zero-width space parts words and is none of them.
 */
export const INVISIBLE = "\\u00ad\\u061c\\u200c-\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069"

const ANY_INVISIBLE = new RegExp(`[${INVISIBLE}]`, "u")
const INVISIBLE_OUTSIDE_EMOJI = new RegExp(`(${EMOJI})|[${INVISIBLE}]`, "gu")

const NOT_A_WORD = new RegExp(`(${EMOJI})|[^\\p{L}\\p{M}\\p{N}_']`, "gu")
const NOT_A_WORD_OR_POINT = new RegExp(`(${EMOJI}|(?<=\\p{Nd})\\.(?=\\p{Nd}))|[^\\p{L}\\p{M}\\p{N}_']`, "gu")

/** Zeros of scripts whose ten digits follow one another. */
const ZEROS = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20]
const MORE_ZEROS = [0x1040, 0x17e0, 0x1810, 0xff10]

/** What each rule does to a text in NFC. `others` are the rules in force beside it. */
const APPLY: Record<NormaliserRule, (text: string, others: readonly NormaliserRule[]) => string> = {
  width: (text) => text.normalize("NFKC"),
  digits: (text) => text.replace(/\p{Nd}/gu, asciiDigit),
  apostrophes: (text) => text.replace(/[’‘ʼ`´＇]/gu, "'"),
  quotes: (text) => text.replace(/[“”„‟«»‹›＂]/gu, '"'),
  dashes: (text) => text.replace(/[‐‑‒–—―−－]/gu, "-"),
  case: (text) => text.toUpperCase().toLowerCase().replaceAll("ς", "σ"),
  diacritics: withoutDiacritics,
  decimal_comma: (text) => text.replace(/(?<=\p{Nd}),(?=\p{Nd})/gu, "."),
  space_before_percent: (text) => text.replace(/\s+(?=[%‰])/gu, ""),
  punctuation: (text, others) =>
    collapse(
      text.replace(others.includes("decimal_comma") ? NOT_A_WORD_OR_POINT : NOT_A_WORD, (_, kept) => kept ?? " "),
    ),
  spaces: collapse,
  no_spaces: (text) => text.replace(/\s+/gu, ""),
}

// Not the order of mildness: letters get their final form before what surrounds them is judged.
const ORDER = Object.keys(APPLY) as NormaliserRule[] // the keys of a record of rules are rules

function collapse(text: string): string {
  return text.replace(/\s+/gu, " ").trim()
}

function asciiDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0
  for (const zeros of [ZEROS, MORE_ZEROS])
    for (const zero of zeros) if (point >= zero && point < zero + 10) return String(point - zero)
  return digit
}

/** Marks are vowels in Thai and Indic scripts, and й is a letter of its own: only these scripts lose theirs. */
function withoutDiacritics(text: string): string {
  return text
    .normalize("NFD")
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}]\p{Mn}*)\p{Mn}/gu, "")
    .replaceAll("\u0640", "")
    .normalize("NFC")
}

/**
 * The form of a text in which a project compares it. What is stored never changes.
 *
 * The text is brought to NFC, then the profile's rules are applied, whatever their order in the profile, letters before
 * spaces. Markers are untouched by rules only where words are found ({@link tokenise}).
 *
 * @example
 * normaliseWith({ rules: ["case", "decimal_comma"], markers: [] }, "Total 2,50") // "total 2.50"
 */
export function normaliseWith(profile: NormaliserProfile, text: string): string {
  return applyRules(profile.rules, text)
}

function applyRules(rules: readonly NormaliserRule[], text: string): string {
  let form = (rules.includes("punctuation") ? withoutInvisible(text) : text).normalize("NFC")
  for (const rule of ORDER) if (rules.includes(rule)) form = APPLY[rule](form, rules)
  return form.normalize("NFC")
}

/** Joiners stay inside emoji, which they make one of several. */
function withoutInvisible(text: string): string {
  return ANY_INVISIBLE.test(text) ? text.replace(INVISIBLE_OUTSIDE_EMOJI, (_, emoji) => emoji ?? "") : text
}

/**
 * The mildest single rule of `among` (all, where nothing is said; give them mildest first) under which two texts are the
 * same, or null when they are the same as they stand (up to composed letters) or no one rule unites them.
 *
 * @example
 * ruleBetween("TVA 18 %", "TVA 18%") // "space_before_percent"
 */
export function ruleBetween(a: string, b: string): NormaliserRule | null
export function ruleBetween<R extends NormaliserRule>(a: string, b: string, among: readonly R[]): R | null
export function ruleBetween(a: string, b: string, among = NORMALISER_RULES): NormaliserRule | null {
  if (isSame([], a, b)) return null
  return among.find((rule) => isSame([rule], a, b)) ?? null
}

function isSame(rules: readonly NormaliserRule[], a: string, b: string): boolean {
  return applyRules(rules, a) === applyRules(rules, b)
}

/**
 * A smallest set of rules of `among` (mildest first) under which two texts are the same: none for equal texts, null where
 * all of them together do not unite the two. Of rules that could serve for each other it keeps the milder.
 *
 * @example
 * rulesBetween("TVA 18 %", "tva 18%") // ["case", "space_before_percent"]
 */
export function rulesBetween(a: string, b: string): NormaliserRule[] | null
export function rulesBetween<R extends NormaliserRule>(a: string, b: string, among: readonly R[]): R[] | null
export function rulesBetween(a: string, b: string, among = NORMALISER_RULES): NormaliserRule[] | null {
  if (isSame([], a, b)) return []
  if (!isSame(among, a, b)) return null
  let kept = [...among]
  // A rule may be needed only beside one that goes later (`no_spaces` beside `apostrophes` in "’a" and "’,a").
  for (let before = kept.length + 1; kept.length < before; ) {
    before = kept.length
    for (const rule of [...kept].reverse()) {
      const without = kept.filter((other) => other !== rule)
      if (isSame(without, a, b)) kept = without
    }
  }
  return kept
}
