import type { Deps } from "@justesse/api/core"
import { makePairs, runQuality } from "@justesse/api/services"
import { findProject } from "@justesse/db"
import type { SampleProject } from "@justesse/fixtures"
import type { Language } from "@justesse/types"
import { callerOf, label, type Made, resolveAll, reviewed, type SeedHow } from "./parts.ts"

/** Of the tasks whose answers differ, so many are decided; the others wait for whoever tries it. */
const DECIDED = 1

const NOTE: Readonly<Record<Language, string>> = { en: "What is final so far.", fr: "Ce qui est final à ce jour." }

/** A little of everything: some answered, a difference decided and others waiting, what is final frozen, and tasks left to try. */
export async function begin(deps: Deps, made: Made, sample: SampleProject, how: SeedHow): Promise<void> {
  const { ids, ownerId, language } = how
  // Where two are compared the tasks come once the pictures are in.
  const project = sample.answerPair && (await findProject(deps.storage.db, made.id))
  if (project) await makePairs(deps, project)
  await Promise.all([label(deps, made, "awa", ids, sample), label(deps, made, "jonas", ids, sample)])
  await resolveAll(deps)
  await reviewed(deps, made.slug, ids.moussa, DECIDED)
  await runQuality(deps, { project: made.id }, async () => {})
  await callerOf(deps, ownerId, "Léa Martin").dataset.freeze({ project: made.slug, note: NOTE[language] })
}
