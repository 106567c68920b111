import type { Deps } from "@justesse/api/core"
import { ingest, runQuality } from "@justesse/api/services"
import { findAccessBySlug } from "@justesse/db"
import { detections, type SampleProject } from "@justesse/fixtures"
import { memoryFiles } from "@justesse/formats"
import type { Language } from "@justesse/types"
import { callerOf, label, type Made, resolveAll, reviewed, type SeedHow } from "./parts.ts"

/** Pictures that version 2 has and version 1 has not. */
const LATER = 6
/** Label errors that the model found and the reviewer has looked at; the others wait for whoever tries it. */
const REVIEWED = 2

const PEOPLE = ["awa", "jonas"] as const

/** What the owner wrote on the versions. */
const NOTES: Readonly<Record<Language, { readonly first: string; readonly second: string }>> = {
  en: { first: "The first month.", second: "With the pictures of the second month." },
  fr: { first: "Le premier mois.", second: "Avec les images du deuxième mois." },
}

const SPLIT = {
  parts: [
    { name: "train", share: 60 },
    { name: "val", share: 20 },
    { name: "test", share: 20 },
  ],
  by: "hash" as const,
  byDocument: false,
  seed: 1,
}

/**
 * The finished sample: two people labelled everything and a reviewer settled what differed; a version was frozen, a model
 * scored against it, some of what the model doubted looked at again, later pictures labelled, and a second version frozen.
 */
export async function finish(deps: Deps, made: Made, sample: SampleProject, how: SeedHow) {
  const { ids, ownerId, language } = how
  const owner = callerOf(deps, ownerId, "Léa Martin")
  const project = made.slug
  const { awa, jonas } = sample.answered
  // Both work at the same time, as people do: what is stored together is brought to the disk together.
  const labelled = (counts: Readonly<Record<"awa" | "jonas", number>>) =>
    Promise.all(PEOPLE.map((key) => label(deps, made, key, ids, sample, counts[key])))
  await labelled({ awa: awa - LATER, jonas: jonas - LATER })
  await resolveAll(deps)
  await reviewed(deps, project, ids.moussa)
  await owner.dataset.freeze({ project, note: NOTES[language].first, split: SPLIT })
  const set = await scored(deps, made, sample, ownerId)
  await labelled({ awa: LATER, jonas: LATER })
  await resolveAll(deps)
  await reviewed(deps, project, ids.moussa)
  const suspects = await owner.models.suspects({
    project,
    set,
    kinds: [],
    states: ["open"],
    cursor: null,
    limit: REVIEWED,
  })
  const sent = suspects.rows.map(({ id }) => id)
  if (sent.length > 0) await owner.models.act({ project, set, suspects: sent, act: "review" })
  await reviewed(deps, project, ids.moussa)
  // The figures of people, of sizes and of the model are there when somebody opens their pages.
  await runQuality(deps, { project: made.id }, async () => {})
  await owner.dataset.freeze({
    project,
    note: NOTES[language].second,
    split: { ...SPLIT, keptFrom: 1 },
  })
}

/** A model's boxes for every picture, as a file of COCO results; answers the number of the set. */
async function scored(deps: Deps, made: Made, { ontology }: SampleProject, ownerId: number): Promise<number> {
  const rows = [...made.truths].flatMap(([name, { truth, size, seed }]) =>
    detections({ seed, size, ontology }, truth).map(({ box, label, score }) => ({
      image_id: name,
      category_id: label,
      bbox: [box.x, box.y, box.width, box.height],
      score,
    })),
  )
  const project = await findAccessBySlug(deps.storage.db, made.slug, ownerId)
  if (!project) throw new Error("the sample project cannot be opened by its owner")
  const files = memoryFiles({ "street-detector.json": new TextEncoder().encode(JSON.stringify(rows)) })
  await ingest(deps, { project, files, as: "scores", name: "street-detector", who: { personId: ownerId } })
  const { sets } = await callerOf(deps, ownerId, "Léa Martin").models.list({ project: made.slug })
  const set = sets[0]?.id
  if (set === undefined) throw new Error("the sample's model was not read")
  return set
}
