import { findOntology, putOntology } from "@justesse/db/labels"
import { findProject } from "@justesse/db/projects"
import type { FinalAnswer } from "@justesse/db/work/checks"
import { type LabelId, type Ontology, thingLabels, withThingLabels } from "@justesse/types"
import { note } from "../../activity/index.ts"
import type { Deps } from "../../core/deps.ts"
import { inTransaction } from "../../core/transaction.ts"
import { growOntology } from "../../imports/labels.ts"
import { addAbouts } from "../addAbouts.ts"
import type { Pair } from "./pairs.ts"
import { picturesThere } from "./pictures.ts"
import { thingKey, thingsIn } from "./things.ts"

type Passing = Pick<Deps, "storage" | "nowMs" | "sha256">

/** Has what was drawn checked: a task of each thing in these answers that none was made of yet. Returns how many were new. */
export async function passOn(deps: Passing, pair: Pair, answers: readonly FinalAnswer[]): Promise<number> {
  const { from, to } = pair
  // What is known beforehand needs no check.
  const drawn = answers.filter(({ settledBy }) => settledBy !== "gold")
  if (drawn.every(({ answer }) => thingsIn(answer.regions).length === 0)) return 0
  const labelOf = await bringLabels(deps, pair)
  const there = await picturesThere(
    deps,
    pair,
    drawn.map(({ assetId }) => assetId),
  )
  const wanted = drawn.flatMap(({ taskId, assetId, answer, answerSha256 }) => {
    const picture = there.get(assetId)
    if (picture === undefined) return []
    return thingsIn(answer.regions).map((region) => {
      const source = { type: "task", project: from.id, task: Number(taskId), region: region.id, answerSha256 } as const
      const { attributes: _, check: __, ...asked } = { ...region, label: labelOf.get(region.label) ?? region.label }
      return {
        assetId: picture,
        about: { type: "region", region: asked, source } as const,
        origin: `task/${from.id}/${taskId}/${thingKey(deps, region)}`,
      }
    })
  })
  return addAbouts(deps, to, wanted)
}

/** The labels of what is drawn stand among those of what is checked; by which id each does. */
async function bringLabels(deps: Passing, { from, to, owner }: Pair): Promise<ReadonlyMap<string, LabelId | null>> {
  const { db } = deps.storage
  const drawn = (await ontologyInForce(db, from.id))?.ontology ?? { labels: [] }
  // Somebody may save labels meanwhile: then theirs are the ones to add to.
  for (;;) {
    const inForce = await ontologyInForce(db, to.id)
    if (!inForce) return new Map()
    const grown = growOntology(thingLabels(inForce.ontology), { labels: drawn.labels.map(plain) })
    if (!grown.grew) return grown.labelOf
    const ontology = withThingLabels(inForce.ontology, grown.ontology)
    const isStored = await inTransaction(deps, async (inside) => {
      const made = { ontology, madeBy: owner, madeAtMs: deps.nowMs() }
      const version = await putOntology(inside.storage.db, to.id, inForce.version, made)
      if (version !== null)
        await note(inside, to.id, { personId: owner }, { what: "ontology.saved", detail: { version } })
      return version !== null
    })
    if (isStored) return grown.labelOf
  }
}

/** What is asked besides of things that are drawn is not checked. */
function plain(label: Ontology["labels"][number]): Ontology["labels"][number] {
  return { ...label, attributes: [] }
}

async function ontologyInForce(db: Deps["storage"]["db"], projectId: number) {
  const project = await findProject(db, projectId)
  return project && (await findOntology(db, projectId, project.ontologyVersion))
}
