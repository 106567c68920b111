import { listOperators } from "@justesse/db/people"
import type { ProjectAccess } from "@justesse/db/projects"
import {
  answerRefusedAsk,
  insertRefusedAsk,
  listOpenRefusedAsks,
  listRefusedAsks,
} from "@justesse/db/projects/refusedAsks"
import { putNotices } from "@justesse/db/questions"
import { JustesseError } from "@justesse/types"
import type { RefusedAskAnswer, RefusedAsksShown } from "@justesse/types/wire/requester"
import { findRefusedIn, type ProjectTexts } from "@justesse/work/instructions/refusedKinds"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"

type Asking = Pick<Deps, "storage" | "nowMs">

/** Sentences of these texts that seem to ask for a refused kind of work and that no operator allowed. */
export async function findUnallowed({ storage }: Pick<Deps, "storage">, projectId: number, texts: ProjectTexts) {
  const found = findRefusedIn(texts)
  if (found.length === 0) return []
  const known = new Map((await listRefusedAsks(storage.db, projectId)).map((one) => [one.sentence, one.answer]))
  return found
    .filter(({ sentence }) => known.get(sentence) !== "allowed")
    .map((one) => ({
      ...one,
      answer: known.get(one.sentence) ?? null,
    }))
}

/**
 * Refuses texts that seem to ask for a refused kind of work until an operator allowed each such sentence; operators are asked once about each.
 * @throws JustesseError purpose_asked (detail.place, detail.answer: waits or refused)
 */
export async function requireAllowed(
  deps: Asking,
  project: Pick<ProjectAccess, "id">,
  who: Who,
  texts: ProjectTexts,
): Promise<void> {
  const unallowed = await findUnallowed(deps, project.id, texts)
  const [first] = unallowed
  if (!first) return
  const atMs = deps.nowMs()
  await inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    let isNew = false
    for (const ask of unallowed)
      if (ask.answer === null && (await insertRefusedAsk(db, project.id, { ...ask, personId: who.personId, atMs })))
        isNew = true
    if (!isNew) return
    const operators = (await listOperators(db)).map(({ id }) => id)
    const told = { projectId: project.id, concern: `purpose/${project.id}`, detail: {}, atMs }
    await putNotices(db, operators, { ...told, kind: "purpose_asked" })
    await note(inside, project.id, who, { what: "purpose.asked" })
  })
  const isRefused = unallowed.some(({ answer }) => answer === "refused")
  throw new JustesseError("purpose_asked", { place: first.place, answer: isRefused ? "refused" : "waits" })
}

/** Questions that wait for an operator. */
export async function showRefusedAsks({ storage }: Pick<Deps, "storage">): Promise<z.infer<typeof RefusedAsksShown>> {
  return { asks: await listOpenRefusedAsks(storage.db) }
}

/** An operator allows a sentence or refuses it; its author is told. Of two answers the first holds. */
export async function answerAsk(
  deps: Asking,
  who: Who,
  { id, answer }: z.infer<typeof RefusedAskAnswer>,
): Promise<void> {
  const atMs = deps.nowMs()
  await inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    const ask = await answerRefusedAsk(db, id, answer, { personId: who.personId, atMs })
    if (!ask) return
    await note(inside, ask.projectId, who, { what: `purpose.${answer}` })
    const told = { projectId: ask.projectId, concern: `purpose-answered/${ask.projectId}`, detail: {}, atMs }
    await putNotices(db, [ask.personId], {
      ...told,
      kind: answer === "allowed" ? "purpose_allowed" : "purpose_refused",
    })
  })
}
