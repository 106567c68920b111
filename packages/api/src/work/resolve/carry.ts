import type { Decided, Review } from "@justesse/db"
import { canonicalJson, type Decision, type Disagreement, type DisagreementId, regionsOf } from "@justesse/types"

/**
 * The decisions of a review that still hold after somebody answered or corrected meanwhile: those on differences where
 * what people have is as it was (and the proposal, where it was taken). Letters are shuffled anew, so that a taken answer is found again
 * by what it says. Everything else is open again.
 */
export function carryDecisions(was: Review | undefined, disagreements: readonly Disagreement[]): Decided {
  const before = new Map(
    was?.state === "filed" ? [] : was?.body.differences.map((disagreement) => [disagreement.id, disagreement]),
  )
  const decisions = new Map<DisagreementId, Decision>()
  for (const disagreement of disagreements) {
    const old = before.get(disagreement.id)
    const said = was?.decisions.get(disagreement.id)
    const again = old && said && isAsItWas(said, old, disagreement) ? relettered(said, old, disagreement) : null
    if (again) decisions.set(disagreement.id, again)
  }
  return {
    decisions,
    order: (was?.order ?? []).filter((id) => decisions.has(id)),
    open: disagreements.filter(({ id }) => !decisions.has(id)),
  }
}

function textOf(said: Parameters<typeof regionsOf>[0]): string {
  return regionsOf(said)
    .map((region) => canonicalJson({ ...region, id: "" }))
    .join()
}

function isAsItWas(said: Decision, old: Disagreement, now: Disagreement): boolean {
  const usesProposal = said.outcome === "proposal" || said.outcome === "merge"
  if (usesProposal && textOf(old) !== textOf(now)) return false
  return saidIn(old) === saidIn(now)
}

function saidIn({ candidates }: Disagreement): string {
  return canonicalJson(candidates.map(textOf).sort())
}

function relettered(said: Decision, old: Disagreement, now: Disagreement): Decision | null {
  if (said.outcome !== "take") return said
  const taken = old.candidates.find(({ letters }) => letters.includes(said.letter))
  if (!taken) return null
  const same = now.candidates.find((one) => textOf(one) === textOf(taken))
  const letter = same?.letters[0]
  return letter ? { ...said, letter } : null
}
