import type { TextRule } from "@justesse/types"
import { alignText } from "../agreement/align.ts"
import { characterEdits } from "../agreement/text.ts"
import { differencePattern } from "../text/pattern.ts"
import { ruleBetween, TEXT_RULES } from "../text/profile.ts"

/** How two texts differ when they differ in one way only. */
interface TextDisagreement {
  /** The same for all pairs that differ similar: a rule, or a rule or `~` with the signs that differ. */
  readonly key: string
  /** The rule that makes them one text; null where none does. */
  readonly rule: TextRule | null
  /** Which of the two has more of it (side `a`): the comma, the space, the accent, the capitals, the longer sign. */
  readonly more: "first" | "second"
}

/** What side `a` of a rule has more of. Rules without an entry go by the signs themselves. */
const MORE: Partial<Record<TextRule, RegExp>> = {
  case: /\p{Lu}/gu,
  spaces: /\s/gu,
  decimal_comma: /(?<=\p{Nd}),(?=\p{Nd})/gu,
  space_before_percent: /\s(?=\s*[%‰])/gu,
  apostrophes: /[’‘ʼ`´＇]/gu,
  dashes: /[‐‑‒–—―−－]/gu,
  diacritics: /\p{Mn}/gu,
}

/**
 * How two texts differ, where it is one thing and always in the same direction; null when they are equal or differ in
 * several ways ("2,50 3.50" against "2.50 3,50").
 */
export function findTextDisagreement(first: string, second: string): TextDisagreement | null {
  const rule = ruleOf(first, second)
  const measure = rule && MORE[rule]
  if (!rule || !measure) return bySigns(first, second, rule)
  const surplus = countOf(first, measure, rule) - countOf(second, measure, rule)
  // As many edits as there is more of it: otherwise something goes the other way, or something else differs too.
  if (surplus === 0 || characterEdits(first, second) !== Math.abs(surplus)) return null
  return { key: rule, rule, more: surplus > 0 ? "first" : "second" }
}

function ruleOf(first: string, second: string): TextRule | null {
  const found = ruleBetween(first, second)
  return TEXT_RULES.find((rule) => rule === found) ?? null
}

function countOf(text: string, measure: RegExp, rule: TextRule): number {
  return (rule === "diacritics" ? text.normalize("NFD") : text.normalize("NFC")).match(measure)?.length ?? 0
}

/** Longer texts that differ in more than a rule are no question that others share; laying them over each other is slow. */
const LONGEST = 500

function bySigns(first: string, second: string, rule: TextRule | null): TextDisagreement | null {
  if (Math.max(first.length, second.length) > LONGEST) return null
  const pattern = differencePattern(first, second)
  const stretches = findStretches(first, second)
  const [stretch] = stretches
  if (pattern === null || !stretch || stretches.some(([a, b]) => a !== stretch[0] || b !== stretch[1])) return null
  // A letter left out of a word is a slip, each another one; a word or a sign left out is a habit.
  const lone = stretch[0] === "" ? stretch[1] : stretch[1] === "" ? stretch[0] : null
  if (lone !== null && /[\p{L}\p{N}]/u.test(lone) && !/^\s|\s$/u.test(lone)) return null
  return { key: `${rule ?? "~"} ${pattern}`, rule, more: isMore(stretch[0], stretch[1]) ? "first" : "second" }
}

function isMore(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length > b.length
}

/** What each text has at each place where they differ. */
function findStretches(first: string, second: string): [string, string][] {
  const stretches: [string, string][] = []
  let isOpen = false
  for (const { a, b, same } of alignText(first.normalize("NFC"), second.normalize("NFC"))) {
    const stretch = stretches[stretches.length - 1]
    if (same) isOpen = false
    else if (isOpen && stretch) {
      stretch[0] += a ?? ""
      stretch[1] += b ?? ""
    } else {
      stretches.push([a ?? "", b ?? ""])
      isOpen = true
    }
  }
  return stretches
}
