import { findRoles, type ProjectAccess } from "@justesse/db"
import { findAssessment } from "@justesse/db/progress/peers"
import { answerRequest, listOpenRequests } from "@justesse/db/progress/requests"
import { putNotices } from "@justesse/db/questions"
import { JustesseError } from "@justesse/types"
import { ProgressAnswer, type ProgressRequests } from "@justesse/types/progress/requests"
import { whyNotAnswerYet } from "@justesse/work/progression/peers"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { giveRoles } from "../people/index.ts"
import { namer, timer } from "../people/names.ts"
import { requireActive } from "../projects/guard.ts"
import { readFacts } from "./mine.ts"
import { showPeers } from "./peersShown.ts"

/** `progress.requests`: who asks to review, by the name that the project shows, with what each chose to send. */
export async function listRequests(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  who: Who,
): Promise<ProgressRequests> {
  const [open, name] = await Promise.all([
    listOpenRequests(deps.storage.db, project.id),
    namer(deps, project, who.personId),
  ])
  const time = timer(project, who.personId)
  const requests = open.map(async ({ publicId, personId, facts, words, askedAtMs }) => {
    const peers = await findAssessment(deps.storage.db, publicId)
    return {
      request: ProgressAnswer.shape.request.parse(publicId),
      ...{ name: name(personId), facts: readFacts(facts), words, askedAtMs: time(personId, askedAtMs) },
      peers: peers ? await showPeers(deps, project, peers, "owner") : null,
    }
  })
  return { requests: await Promise.all(requests) }
}

/**
 * `progress.answer`: an owner says yes or no with a reason, once. A yes gives the role, beside those that its person has.
 * @throws JustesseError not_found | conflict while others still read (detail.why), or where it was answered or taken back meanwhile
 */
export async function answerAsked(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  { request, yes, reason }: z.infer<typeof ProgressAnswer>,
): Promise<void> {
  requireActive(project)
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const atMs = inside.nowMs()
    const peers = await findAssessment(tx, request)
    const why = whyNotAnswerYet(peers?.state ?? null)
    if (why !== null && peers?.projectId === project.id) throw new JustesseError("conflict", { why })
    const said = { answer: yes ? ("yes" as const) : ("no" as const), reason: reason.trim(), by: who.personId, atMs }
    const personId = await answerRequest(tx, { publicId: request, projectId: project.id }, said)
    if (personId === undefined) throw new JustesseError("conflict", { request })
    const roles = await findRoles(tx, project.id, personId)
    // Whoever left meanwhile is told, and given nothing.
    if (yes && roles.length > 0 && !roles.includes("reviewer"))
      await giveRoles(inside, project, who, personId, [...roles, "reviewer"])
    const concern = `progressed/${project.id}`
    await putNotices(tx, [personId], { projectId: project.id, kind: "progress_answered", concern, detail: {}, atMs })
  })
}
