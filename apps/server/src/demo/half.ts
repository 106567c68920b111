import type { Deps } from "@justesse/api/core"
import { readReview } from "@justesse/db"
import type { SampleProject } from "@justesse/fixtures"
import type { Language } from "@justesse/types"
import { callerOf, label, type Made, resolveAll, reviewed, type SampleIds, type SeedHow } from "./parts.ts"

/** Pages that the reviewer has settled, so that people find in their history what became of them. */
const FINAL = 2
/** Pages with a known answer, mixed into the work. */
const GOLD = 2

const ASK: Readonly<Record<Language, string>> = {
  en: "Please look again at this line: type it exactly as it is printed.",
  fr: "Merci de regarder à nouveau cette ligne\u202f: à taper exactement comme elle est imprimée.",
}

/**
 * The half-done sample: both people answered some pages, a few are settled, differences wait for a reviewer (the alike ones
 * as groups), one answer was sent back to Awa, and gold is mixed into what is left.
 */
export async function half(deps: Deps, made: Made, sample: SampleProject, how: SeedHow): Promise<void> {
  const { ids, ownerId, language } = how
  await label(deps, made, "awa", ids, sample)
  await label(deps, made, "jonas", ids, sample)
  await resolveAll(deps)
  await reviewed(deps, made.slug, ids.moussa, FINAL)
  await sendBack(deps, made, ids, language)
  await mixGold(deps, made, ownerId)
}

/** The reviewer sends Awa's answer to one page back to her, with a reason and the place. */
async function sendBack(deps: Deps, made: Made, ids: SampleIds, language: Language): Promise<void> {
  const { review } = callerOf(deps, ids.moussa, "Moussa Ba")
  const { task } = await review.open({ project: made.slug, task: null, kinds: ["text"], labels: [] })
  const stored = task && (await readReview(deps.storage.db, { projectId: made.id, taskId: task.task }))
  const hers = Object.entries(stored?.body.people ?? {}).find(([, person]) => person === ids.awa)?.[0]
  const letter = hers === undefined ? undefined : stored?.body.letters[hers]
  const disagreement = task?.differences[0]?.difference
  if (!task || !letter || !disagreement) throw new Error("the sample has no difference to send back")
  await review.sendBack({
    project: made.slug,
    task: task.task,
    revision: task.revision,
    letter,
    reason: { code: "text", clause: "2.1", note: ASK[language] },
    difference: disagreement.id,
  })
}

/** Pages that nobody has answered yet get their known answer. */
async function mixGold(deps: Deps, made: Made, ownerId: number): Promise<void> {
  const owner = callerOf(deps, ownerId, "Léa Martin")
  const filter = { search: "", states: ["open" as const], labels: [] }
  const listed = { project: made.slug, filter, sort: "number" as const, cursor: null, limit: 100 }
  const { tiles } = await owner.asset.list(listed)
  for (const tile of tiles.slice(-GOLD)) {
    const truth = made.truths.get(tile.name)?.truth
    if (!truth) continue
    await owner.gold.make({ project: made.slug, assets: [tile.asset], as: "active", answer: truth })
  }
}
