import type { ProjectAccess } from "@justesse/db"
import { listMentors, putOffer } from "@justesse/db/mentors/offers"
import { findOpenPair, insertPair, lockPair, type StoredPair, updatePair } from "@justesse/db/mentors/pairs"
import { putNotices } from "@justesse/db/questions"
import { JustesseError } from "@justesse/types"
import type { NoticeKind } from "@justesse/types/inbox/notices"
import { pairState, whatEnds, whyNotAnswer, whyNotMentor, whyNotOffer } from "@justesse/work/mentors/pair"
import type { Deps } from "../core/deps.ts"
import { type Inside, inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { requireActive } from "../projects/guard.ts"
import { accessById } from "../work/allocation.ts"
import { wouldMentor } from "./admitted.ts"

type PairDeps = Pick<Deps, "storage" | "nowMs" | "uuid">

async function tell(inside: Inside<PairDeps>, people: readonly number[], kind: NoticeKind, pair: StoredPair) {
  // Whoever mentors is told once that somebody asks, however many do.
  const concern = kind === "mentor_asked" ? `mentors/${pair.projectId}` : `mentor/${pair.publicId}`
  const notice = { projectId: pair.projectId, kind, concern, detail: {}, atMs: inside.nowMs() }
  await putNotices(inside.storage.db, people, notice)
}

/** `mentor.ask`: somebody asks for a mentor in a project; asking again while it is open changes nothing. */
export async function askForMentor(deps: PairDeps, project: ProjectAccess, who: Who, words: string): Promise<void> {
  requireActive(project)
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const of = { projectId: project.id, learnerId: who.personId }
    if (await findOpenPair(tx, of)) return
    const publicId = inside.uuid()
    const pair = await insertPair(tx, { ...of, publicId, words: words.trim(), askedAtMs: inside.nowMs() })
    if (pair.publicId !== publicId) return
    const { offering } = await listMentors(tx, project.id)
    const others = offering.filter((id) => id !== who.personId)
    await tell(inside, others, "mentor_asked", pair)
  })
}

/** A pair that is held until the transaction ends. @throws JustesseError not_found */
async function held(inside: Inside<PairDeps>, publicId: string): Promise<StoredPair> {
  const pair = await lockPair(inside.storage.db, publicId, inside.storage.engine)
  if (!pair) throw new JustesseError("not_found", { pair: publicId })
  return pair
}

/**
 * `mentor.offer`: a mentor takes up a request; the learner says yes or no to it. Of two who do so at once one does.
 * @throws JustesseError not_found | conflict (detail.why)
 */
export async function offerToMentor(deps: PairDeps, who: Who, publicId: string): Promise<void> {
  await inTransaction(deps, async (inside) => {
    const pair = await held(inside, publicId)
    const project = await accessById(inside, pair.projectId, who.personId)
    // Of a project that is not theirs to work in, nobody learns that anybody asks.
    if (!project || !project.roles.includes("annotator")) throw new JustesseError("not_found", { pair: publicId })
    if (pair.mentorId === who.personId && pairState(pair) === "offered") return
    const why = whyNotOffer(pair, await wouldMentor(inside, project, who.personId))
    if (why !== null) throw new JustesseError("conflict", { why })
    await updatePair(inside.storage.db, pair.id, { mentorId: who.personId, offeredAtMs: inside.nowMs() })
    await tell(inside, [pair.learnerId], "mentor_offered", pair)
  })
}

/**
 * `mentor.answer`: the learner says yes to whoever offered, or no: then the request is over.
 * @throws JustesseError not_found | conflict (detail.why)
 */
export async function answerOffer(
  deps: PairDeps,
  who: Who,
  { pair: publicId, yes }: { readonly pair: string; readonly yes: boolean },
): Promise<void> {
  await inTransaction(deps, async (inside) => {
    const pair = await held(inside, publicId)
    const why = whyNotAnswer(pair, who.personId)
    if (why === "not_yours") throw new JustesseError("not_found", { pair: publicId })
    if (why !== null) throw new JustesseError("conflict", { why })
    const atMs = inside.nowMs()
    const change = yes ? { acceptedAtMs: atMs } : { endedAtMs: atMs, endedBy: who.personId }
    await updatePair(inside.storage.db, pair.id, change)
    if (pair.mentorId !== null) await tell(inside, [pair.mentorId], yes ? "mentor_accepted" : "mentor_ended", pair)
  })
}

/** `mentor.end`: either of two ends it; from then on nothing more is read. @throws JustesseError not_found */
export async function endPair(deps: PairDeps, who: Who, publicId: string): Promise<void> {
  await inTransaction(deps, async (inside) => {
    const pair = await held(inside, publicId)
    const what = whatEnds(pair, who.personId)
    if (what === "not_yours") throw new JustesseError("not_found", { pair: publicId })
    if (what === "over") return
    const tx = inside.storage.db
    if (what === "withdrawn") return updatePair(tx, pair.id, { mentorId: null, offeredAtMs: null })
    await updatePair(tx, pair.id, { endedAtMs: inside.nowMs(), endedBy: who.personId })
    const other = who.personId === pair.learnerId ? pair.mentorId : pair.learnerId
    if (other !== null) await tell(inside, [other], "mentor_ended", pair)
  })
}

/** `mentor.setOffer`: says that one offers to mentor in a project, or no longer does. @throws JustesseError conflict (detail.why) */
export async function setOffer(deps: PairDeps, project: ProjectAccess, who: Who, offers: boolean): Promise<void> {
  requireActive(project)
  const of = { projectId: project.id, personId: who.personId }
  await inTransaction(deps, async (inside) => {
    const why = offers ? whyNotMentor(await wouldMentor(inside, project, who.personId)) : null
    if (why !== null) throw new JustesseError("conflict", { why })
    await putOffer(inside.storage.db, { ...of, offers, atMs: inside.nowMs() })
  })
}
