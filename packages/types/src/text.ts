import { z } from "zod"

/** True when a text can be stored the same way on both engines: well-formed UTF-16 without U+0000. */
export function isStorable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 0) return false
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const low = text.charCodeAt(i + 1)
      if (!(low >= 0xdc00 && low <= 0xdfff)) return false
      i++
    } else if (unit >= 0xdc00 && unit <= 0xdfff) return false
  }
  return true
}

/** Text from outside, at most `max` UTF-16 units; refuses U+0000 and lone surrogates, which engines store differently. */
export function storableText(max: number) {
  return z.string().max(max).refine(isStorable, "unstorable_text")
}

/** A sentence per language. English is always there; the other languages fall back to it. */
export const Localized = z.strictObject({ en: storableText(400).min(1), fr: storableText(400).optional() })
export type Localized = z.infer<typeof Localized>

/** A language that the studio speaks, by its code of ISO 639-1. */
export const Language = z.enum(["en", "fr"])
export type Language = z.infer<typeof Language>

/** The text of `localized` in `language`, or the English one. */
export function inLanguage(localized: Localized, language: Language): string {
  return (language === "fr" ? localized.fr : undefined) ?? localized.en
}
