import { findTaskPictures, NO_SIZE, type ProjectAccess } from "@justesse/db"
import {
  endSeats,
  findSeat,
  listSeatsOf,
  lockAssessment,
  readAssessment,
  type StoredSeat,
} from "@justesse/db/progress/peers"
import { canonicalJson, JustesseError, ProjectSlug } from "@justesse/types"
import { type PeerReading, PeerSeatOnly, type PeerSeats, type PeerSheet } from "@justesse/types/progress/peers"
import { PEER_ITEMS } from "@justesse/work/progression/peers"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { type Inside, inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { assetReference, mediaUrls, NO_MEDIA } from "../media.ts"
import { requireActive } from "../projects/guard.ts"
import { ontologyOf } from "../work/submit.ts"
import { type PeerDeps, stepAssessment } from "./peers.ts"
import { drawnAnswers, titlesIn } from "./peersShown.ts"

/** `progress.seats`: answers that wait for somebody who reviews to read them. */
export async function listSeats({ storage: { db } }: Pick<Deps, "storage">, { personId }: Who): Promise<PeerSeats> {
  const seats = await listSeatsOf(db, personId)
  return {
    seats: seats.map(({ publicId, slug, name, dueMs }) => ({
      ...{ seat: PeerSeatOnly.shape.seat.parse(publicId), project: ProjectSlug.parse(slug), name, dueMs },
    })),
  }
}

/** The place of whoever asks; of everybody else's nobody learns. @throws JustesseError not_found */
function requireOwn(seat: StoredSeat | undefined, { id }: ProjectAccess, { personId }: Who, name: string): StoredSeat {
  if (!seat || seat.projectId !== id || seat.personId !== personId) throw new JustesseError("not_found", { seat: name })
  return seat
}

/** `progress.seat`: five answers without a name or a time, and the clauses that each was given under. @throws JustesseError not_found */
export async function readSeat(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  name: string,
): Promise<PeerReading> {
  const { db } = deps.storage
  const seat = requireOwn(await findSeat(db, name), project, who, name)
  const ontology = await ontologyOf(deps, project.id, project.ontologyVersion)
  // What was said stays said: it is not shown again.
  if (seat.state !== "asked") return { state: seat.state, dueMs: seat.dueMs, ontology, items: [] }
  const one = await readAssessment(db, seat.assessmentId)
  if (!one) throw new JustesseError("not_found", { seat: name })
  const answers = await drawnAnswers(deps, one)
  const tasks = answers.flatMap((answer) => answer?.taskId ?? [])
  const pictures = await findTaskPictures(db, project.id, tasks)
  const items = answers.map(async (answer) => {
    if (!answer) return null
    const picture = pictures.get(answer.taskId)
    return {
      media: picture ? mediaUrls(deps, assetReference(project.id, picture.assetId), picture.facts) : NO_MEDIA,
      ...{ size: picture?.size ?? NO_SIZE, body: answer.body },
      clauses: await titlesIn(deps, project.id, answer.guidelineVersion),
    }
  })
  return { state: "asked", dueMs: seat.dueMs, ontology, items: await Promise.all(items) }
}

/** Does something with a place that waits, alone; false where it does not wait any more. */
async function withSeat(
  deps: PeerDeps,
  project: ProjectAccess,
  who: Who,
  name: string,
  work: (inside: Inside<PeerDeps>, seat: StoredSeat) => Promise<void>,
): Promise<StoredSeat | null> {
  requireActive(project)
  return inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const { assessmentId } = requireOwn(await findSeat(tx, name), project, who, name)
    await lockAssessment(tx, assessmentId, inside.storage.engine)
    const seat = requireOwn(await findSeat(tx, name), project, who, name)
    if (seat.state !== "asked") return seat
    await work(inside, seat)
    await stepAssessment(inside, assessmentId)
    return null
  })
}

/**
 * `progress.assess`: what somebody says of all five, once; sent again by a second press or window it is the same. The last of two ends
 * the assessment.
 * @throws JustesseError not_found | invalid_input | conflict where other things were sent, or it is not theirs any more
 */
export async function sendSheet(
  deps: PeerDeps,
  project: ProjectAccess,
  who: Who,
  { seat: name, said }: z.infer<typeof PeerSheet>,
): Promise<void> {
  const kept = said.map((one) => one && { ...one, words: one.words.trim() })
  const before = await withSeat(deps, project, who, name, async (inside, seat) => {
    const tx = inside.storage.db
    const one = await readAssessment(tx, seat.assessmentId)
    const answers = one ? await drawnAnswers(inside, one) : []
    if (kept.length !== PEER_ITEMS) throw new JustesseError("invalid_input", { field: "said" })
    for (const [at, answer] of answers.entries()) {
      const what = kept[at] ?? null
      // Of a picture that is gone meanwhile, what was said before counts.
      if (answer && what === null) throw new JustesseError("invalid_input", { field: `said.${at}` })
      if (!answer || what === null || what.clause === null) continue
      const clauses = await titlesIn(inside, project.id, answer.guidelineVersion)
      if (!clauses.some(({ number }) => number === what.clause))
        throw new JustesseError("invalid_input", { field: `said.${at}.clause` })
    }
    await endSeats(tx, [seat.id], { state: "sent", sheet: kept, atMs: inside.nowMs() })
  })
  if (before && (before.state !== "sent" || canonicalJson(before.sheet) !== canonicalJson(kept)))
    throw new JustesseError("conflict", { seat: name })
}

/** `progress.handOn`: whoever knows the work, or cannot, gives their place to somebody else; nothing is asked. Done twice it is once. */
export async function handSeatOn(deps: PeerDeps, project: ProjectAccess, who: Who, name: string): Promise<void> {
  const before = await withSeat(deps, project, who, name, (inside, seat) =>
    endSeats(inside.storage.db, [seat.id], { state: "gone", atMs: inside.nowMs() }),
  )
  if (before?.state === "sent") throw new JustesseError("conflict", { seat: name })
}
