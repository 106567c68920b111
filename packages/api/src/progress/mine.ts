import type { ProjectAccess } from "@justesse/db"
import { countPractised, findAssessment } from "@justesse/db/progress/peers"
import { deleteOpenRequest, findLastRequest, insertRequest } from "@justesse/db/progress/requests"
import { listHolders, putNotices } from "@justesse/db/questions"
import { JustesseError } from "@justesse/types"
import { type ProgressAsk, ProgressRequests, type ProgressShown } from "@justesse/types/progress/requests"
import { criteriaOf } from "@justesse/work/progression/criteria"
import { againFromMs, factsToSend, whyNotAskToReview } from "@justesse/work/progression/request"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { progressOf } from "../mentors/admitted.ts"
import { requireActive } from "../projects/guard.ts"
import { beginPeers, isRead, stopPeers } from "./peers.ts"
import { showPeers } from "./peersShown.ts"

type ProgressDeps = Pick<Deps, "storage" | "nowMs" | "uuid" | "sha256">
const Sent = ProgressRequests.shape.requests.element.shape.facts

/** What was sent with a request, as it was kept. */
export const readFacts = (stored: unknown): z.infer<typeof Sent> => Sent.parse(stored)

/** Where somebody stands in a project. */
async function standOf(deps: Pick<Deps, "storage" | "nowMs">, { id, roles }: ProjectAccess, personId: number) {
  const of = { projectId: id, personId }
  const { db } = deps.storage
  const [facts, request] = await Promise.all([progressOf(deps, of), findLastRequest(db, of)])
  const answeredAtMs = request?.answeredAtMs ?? null
  const practised = answeredAtMs === null ? 0 : await countPractised(db, of, answeredAtMs)
  const criteria = criteriaOf("reviewer", facts)
  const who = { isReviewer: roles.includes("reviewer"), isOwner: roles.includes("owner"), criteria }
  return { mentor: criteriaOf("mentor", facts), who, last: request ? { ...request, practised } : null }
}

/** `progress.mine`: what each step asks of everybody, where somebody stands, and what became of asking. */
export async function readProgress(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  { personId }: Who,
): Promise<ProgressShown> {
  const { mentor, who, last } = await standOf(deps, project, personId)
  const nowMs = deps.nowMs()
  const again = againFromMs(last)
  const peers = last && (await findAssessment(deps.storage.db, last.publicId))
  return {
    ...{ mentor, reviewer: who.criteria, isReviewer: who.isReviewer },
    mayAsk: whyNotAskToReview(who, last, nowMs) === null,
    request: last && {
      ...{ askedAtMs: last.askedAtMs, facts: readFacts(last.facts), answer: last.answer, reason: last.reason },
      answeredAtMs: last.answeredAtMs,
      peers: peers ? await showPeers(deps, project, peers, "own") : null,
    },
    mayTakeBack: last?.answer === null && !isRead(peers),
    againFromMs: again > nowMs ? again : null,
  }
}

/** `progress.ask`: asks the owners to review there; asked by two clicks at once it is one request. @throws JustesseError conflict (detail.why) */
export async function askToReview(
  deps: ProgressDeps,
  project: ProjectAccess,
  { personId }: Who,
  input: z.infer<typeof ProgressAsk>,
): Promise<void> {
  requireActive(project)
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const { who, last } = await standOf(inside, project, personId)
    const atMs = inside.nowMs()
    const why = whyNotAskToReview(who, last, atMs)
    if (why === "open") return
    if (why !== null) throw new JustesseError("conflict", { why })
    const facts = factsToSend(who.criteria, input.facts)
    const of = { projectId: project.id, personId, publicId: inside.uuid() }
    if (!(await insertRequest(tx, { ...of, facts, words: input.words.trim(), askedAtMs: atMs }))) return
    await beginPeers(inside, of)
    const owners = await listHolders(tx, project.id, "owner", personId)
    const concern = `progress/${project.id}`
    await putNotices(tx, owners, { projectId: project.id, kind: "progress_asked", concern, detail: {}, atMs })
  })
}

/**
 * `progress.takeBack`: the request is as if it had not been. Not any more once somebody read answers for it, so that nobody asks until
 * others are drawn.
 * @throws JustesseError conflict (detail.why)
 */
export async function takeRequestBack(
  deps: Pick<Deps, "storage" | "nowMs">,
  { id }: ProjectAccess,
  { personId }: Who,
): Promise<void> {
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const of = { projectId: id, personId }
    const last = await findLastRequest(tx, of)
    if (!last || last.answer !== null) return
    const peers = await findAssessment(tx, last.publicId)
    // Answered meanwhile it stays.
    if (!(await deleteOpenRequest(tx, of)) || !peers) return
    if (!(await stopPeers(inside, peers.id))) throw new JustesseError("conflict", { why: "read" })
  })
}
