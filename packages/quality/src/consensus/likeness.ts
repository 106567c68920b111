import { canonicalJson, type Region, type ResolveRule, type Size } from "@justesse/types"
import { normaliseText } from "../agreement/normalise.ts"
import { overlapOfRegions } from "../geometry/regions.ts"
import { areNear } from "../shapes/near.ts"
import { areSameToEye } from "../shapes/sight.ts"
import { normaliseWith } from "../text/profile.ts"

/** A project's rule, and the size of the image that it is applied to. Without a size no place is too near to see. */
export interface AnswerRule extends ResolveRule {
  readonly size?: Size
}

/** How texts are compared: by name, or with the spellings that the project holds to be one. */
type TextLikeness = ResolveRule["text"] | Pick<ResolveRule, "text" | "rules">

/** What makes two texts the same under a rule: the compared form and what was said about reading it ("unsure" apart). */
export function textKey(region: Region, rule: TextLikeness): string {
  const marks = (region.transcript?.marks ?? []).filter((mark) => mark !== "unsure")
  return `${marks.sort().join(" ")}|${comparedForm(region.transcript?.value ?? "", rule)}`
}

/** The form of a text in which it is compared under a rule. */
export function comparedForm(text: string, rule: TextLikeness): string {
  if (typeof rule === "string") return normaliseText(text, rule)
  const form = normaliseText(text, rule.text)
  return rule.rules && rule.rules.length > 0 ? normaliseWith({ rules: rule.rules, markers: [] }, form) : form
}

/** What makes the attributes of two regions, and what they say to a question, the same; none and an empty record are. */
export function attributesKey({ attributes = {}, value }: Region): string {
  return canonicalJson(value === undefined ? attributes : { attributes, value })
}

/** Whether two texts are the same under a rule; equal as typed is seen without normalising. */
function isSameText(a: Region, b: Region, rule: TextLikeness): boolean {
  const asTyped = a.transcript?.value === b.transcript?.value && !a.transcript?.marks && !b.transcript?.marks
  return asTyped || textKey(a, rule) === textKey(b, rule)
}

/** Whether two regions count as the same answer under a project's rule: label, who speaks, attributes, text, and places close enough. */
export function isSameAnswer(a: Region, b: Region, rule: AnswerRule): boolean {
  if (a.label !== b.label || a.speaker !== b.speaker) return false
  if (!isSamePosition(a, b, rule)) return false
  const isPlain = !a.attributes && !b.attributes && a.value === undefined && b.value === undefined
  return (isPlain || attributesKey(a) === attributesKey(b)) && isSameText(a, b, rule)
}

/** Whether two regions lie close enough: by their overlap, by time, or because nobody would see the difference. */
export function isSamePosition(a: Region, b: Region, rule: Pick<AnswerRule, "settleIou" | "size">): boolean {
  if (overlapOfRegions(a, b) >= rule.settleIou) return true
  return areNear(a.geometry, b.geometry) || areSameToEye(a.geometry, b.geometry, rule.size)
}
