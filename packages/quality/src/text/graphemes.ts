import { EMOJI } from "./profile.ts"

// Vowels and tones hang on their letter, Thai and Lao "am" too; leading, middle and last letters of Hangul make one
// syllable; a line end of two characters is one.
const HANGS = "[\\p{M}\\u0e33\\u0eb3\\u200c\\u200d\\p{Emoji_Modifier}]*"
const [LEADING, VOWEL, TAIL] = [
  "[\\u1100-\\u115f\\ua960-\\ua97c]",
  "[\\u1160-\\u11a7\\ud7b0-\\ud7c6]",
  "[\\u11a8-\\u11ff\\ud7cb-\\ud7fb]",
]
const HANGUL = `${LEADING}*(?:[\\uac00-\\ud7a3]|${VOWEL}+)${TAIL}*|${LEADING}+|${TAIL}+`
/** Nothing hangs on a line end or another sign without a form. */
const CONTROL = "(?![\\u200c\\u200d\\u{e0020}-\\u{e007f}])[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]"
const GRAPHEME = new RegExp(`(?:${EMOJI}|${HANGUL})${HANGS}|\\r\\n|${CONTROL}|[^]${HANGS}`, "gu")
/** Whether some characters may be made of several code points. */
const MADE_OF_SEVERAL =
  /[\p{M}\u0e33\u0eb3\u1100-\u11ff\ua960-\ua97c\u200c\u200d\p{Emoji_Modifier}\p{Regional_Indicator}\u{e0020}-\u{e007f}]|\r\n/u

/**
 * The characters of a text as people see them: a letter with its marks, a syllable of Hangul, an emoji of several parts, a
 * flag. One code point as its number, several as a string, so that equal characters are equal values.
 *
 * Close to the extended grapheme clusters of Unicode (UAX 29) and, unlike those of the platform, the same on every machine
 * for the letters here; consonants joined by a virama are several, as they are typed.
 */
export function graphemesOf(text: string): (string | number)[] {
  if (!MADE_OF_SEVERAL.test(text)) return Array.from(text, pointOf)
  return (text.match(GRAPHEME) ?? []).map((grapheme) => {
    const point = pointOf(grapheme)
    return String.fromCodePoint(point).length === grapheme.length ? point : grapheme
  })
}

function pointOf(character: string): number {
  return character.codePointAt(0) ?? 0
}
