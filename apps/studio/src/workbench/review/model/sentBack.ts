import { canonicalJson, type Disagreement, type Letter } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"

/** Whose answers to a difference are with their authors again: those sent back about its place, or about no place. */
export function sentBackAt(
  { sentBack = [] }: Pick<ReviewTask, "sentBack">,
  { place, candidates }: Disagreement,
): Letter[] {
  const here = new Set(candidates.flatMap(({ letters }) => letters))
  return sentBack.flatMap(({ letter, place: about }) =>
    here.has(letter) && (about === null || canonicalJson(about) === canonicalJson(place)) ? [letter] : [],
  )
}
