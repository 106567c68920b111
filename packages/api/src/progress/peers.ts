import { readStaff } from "@justesse/db/decisions"
import { listReadable } from "@justesse/db/mentors/answers"
import { listLearnersOf, listMentorsOf } from "@justesse/db/mentors/pairs"
import {
  endAssessment,
  endSeats,
  insertAssessment,
  insertSeat,
  lockAssessment,
  type StoredAssessment,
} from "@justesse/db/progress/peers"
import { listHolders, putNotices } from "@justesse/db/questions"
import type { NoticeKind } from "@justesse/types/inbox/notices"
import { drawItems, listPeers, SEAT_MS, stepPeers } from "@justesse/work/progression/peers"
import type { Deps } from "../core/deps.ts"
import type { Inside } from "../core/transaction.ts"

/** What reading by others needs of the house. */
export type PeerDeps = Pick<Deps, "storage" | "nowMs" | "uuid" | "sha256">

const DAY_MS = 86_400_000
/** The latest answers that five are drawn of. */
const MOST_READ = 200

/** Numbers in [0, 1) that follow of a stored seed alone. */
const diceOf = (deps: Pick<Deps, "sha256">, seed: string) => (what: string) =>
  Number.parseInt(deps.sha256(`${seed}:${what}`).slice(0, 12), 16) / 16 ** 12

/**
 * Draws five final answers of whoever asks, and who reads them: in the transaction of the request, so that neither is there without the
 * other. Where there are too few answers or readers that is kept, and the owner decides on the figures alone.
 */
export async function beginPeers(
  inside: Inside<PeerDeps>,
  asked: { readonly publicId: string; readonly projectId: number; readonly personId: number },
): Promise<void> {
  const tx = inside.storage.db
  const { publicId: request, projectId, personId } = asked
  // Of final tasks that nobody is given any more, and never of a known answer that is still mixed in (I5).
  const own = (await listReadable(tx, { projectId, personId }, MOST_READ)).map((answer) => ({
    ...{ taskId: answer.taskId, revision: answer.revision, key: answer.assignmentId },
    labels: [...new Set(answer.body.regions.map(({ label }) => label))],
    dayMs: Math.floor(answer.sentAtMs / DAY_MS),
  }))
  const seed = inside.uuid()
  const drawn = drawItems(own, diceOf(inside, seed))
  const items = (drawn ?? []).map(({ taskId, revision }) => ({ taskId, revision }))
  const begun = { publicId: inside.uuid(), request, projectId, personId, seed, drawn: { of: own.length, items } }
  const state = drawn ? ("open" as const) : ("few_items" as const)
  const id = await insertAssessment(tx, { ...begun, state, begunMs: inside.nowMs() })
  await stepAssessment(inside, id)
}

/** Steps one that goes on: gives places that are free again to others, and ends it where both sent or nobody can. Once, whoever asks. */
export async function stepAssessment(inside: Inside<PeerDeps>, id: number): Promise<void> {
  const tx = inside.storage.db
  const one = await lockAssessment(tx, id, inside.storage.engine)
  if (!one || one.state !== "open") return
  const atMs = inside.nowMs()
  const { projectId, personId } = one
  const [staff, mentors, learners] = await Promise.all([
    readStaff(tx, projectId, atMs),
    listMentorsOf(tx, { projectId, personId }),
    listLearnersOf(tx, { projectId, mentorId: personId }),
  ])
  const peers = listPeers(staff.members, { candidateId: personId, nearIds: [...mentors, ...learners] })
  const { gone, drawn, ends } = stepPeers(one, peers, atMs, diceOf(inside, one.seed))
  await endSeats(tx, gone, { state: "gone", atMs })
  for (const reader of drawn) {
    const seat = { publicId: inside.uuid(), assessmentId: id, projectId, personId: reader, dueMs: atMs + SEAT_MS }
    await insertSeat(tx, seat, atMs)
    await tell(inside, one, [reader], "peer_wanted", `peer/${seat.publicId}`)
  }
  if (ends === null) return
  await endAssessment(tx, id, ends, atMs)
  // Where nobody could be asked, the request itself says so.
  if (one.seats.length === 0) return
  await tell(inside, one, await listHolders(tx, projectId, "owner", personId), "peer_ended", `peers/${projectId}`)
  await tell(inside, one, [personId], "peer_result", `progressed/${projectId}`)
}

/** Nobody is told who. */
async function tell(
  inside: Inside<PeerDeps>,
  { projectId }: StoredAssessment,
  people: readonly number[],
  kind: NoticeKind,
  concern: string,
): Promise<void> {
  await putNotices(inside.storage.db, people, { projectId, kind, concern, detail: {}, atMs: inside.nowMs() })
}

/** Whether somebody read answers for a request already. */
export function isRead(peers: StoredAssessment | null | undefined): boolean {
  return peers?.seats.some(({ state }) => state === "sent") ?? false
}

/** Stops one whose request is taken back, for whoever was drawn too; false once somebody read. */
export async function stopPeers(inside: Inside<Pick<Deps, "storage" | "nowMs">>, id: number): Promise<boolean> {
  const tx = inside.storage.db
  const one = await lockAssessment(tx, id, inside.storage.engine)
  if (!one || isRead(one)) return false
  const atMs = inside.nowMs()
  const waiting = one.seats.filter(({ state }) => state === "asked").map((seat) => seat.id)
  await endSeats(tx, waiting, { state: "gone", atMs })
  await endAssessment(tx, id, "stopped", atMs)
  return true
}
