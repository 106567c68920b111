import type { Assignment, OpenTransaction, Review } from "@justesse/db"
import { findThread, insertMessage, insertThread, putNotices } from "@justesse/db/questions"
import { isTied } from "@justesse/quality/review/tie"
import {
  AssignmentId,
  type DecisionId,
  type Disagreement,
  type Region,
  type Seen,
  ThreadId,
  toSpotRegion,
} from "@justesse/types"
import type { SendBack } from "@justesse/types/wire/review"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"

/** Ids of a thread and its first message, made where no client did. */
interface FreshIds {
  readonly threadId: string
  readonly messageId: string
}

/** Ids for {@link tellSentBack}. */
export function freshThread(deps: Pick<Deps, "uuid">): FreshIds {
  return { threadId: deps.uuid(), messageId: deps.uuid() }
}

/**
 * Opens a thread about an answer that goes back to its author, with the place and what the reviewer saw there, and tells them:
 * in the transaction of the act.
 */
export async function tellSentBack(
  tx: OpenTransaction,
  ids: FreshIds,
  {
    review,
    own,
    input,
    personId,
    nowMs,
    decision,
  }: {
    readonly review: Pick<Review, "body">
    readonly own: Assignment
    readonly input: z.infer<typeof SendBack>
    /** Who sends it back. */
    readonly personId: number
    readonly nowMs: number
    /** The decision that it is by then; null where it is only asked for. */
    readonly decision: DecisionId | null
  },
): Promise<void> {
  const { projectId, taskId } = own
  const disagreement = review.body.differences.find(({ id }) => id === input.difference)
  const mine = disagreement?.candidates.find(({ letters }) => letters.includes(input.letter))?.region ?? null
  const place = disagreement?.place ?? null
  await insertThread(tx, {
    ...{ projectId, publicId: ids.threadId, kind: "send_back", taskId, personId, aboutId: own.personId },
    ...{
      regionId: mine?.id ?? null,
      spot: { point: null, region: mine && toSpotRegion(mine), place },
      reason: input.reason,
    },
    ...{ seen: disagreement ? seenIn(disagreement, mine) : null },
    ...{ clause: input.reason.clause, nowMs },
  })
  const thread = await findThread(tx, ids.threadId)
  if (thread) {
    const message = { personId, role: "reviewer" as const, text: input.reason.note, atMs: nowMs }
    await insertMessage(tx, thread, { ...message, publicId: ids.messageId })
  }
  const detail = {
    assignmentId: AssignmentId.parse(own.publicId),
    threadId: ThreadId.parse(ids.threadId),
    ...(decision && { decision }),
  }
  await putNotices(tx, [own.personId], {
    ...{ projectId, kind: "sent_back", concern: `sent_back/${own.publicId}`, detail, atMs: nowMs },
  })
}

/** Where no answer leads the reviewer was proposed nothing, and so it is told. */
function seenIn(disagreement: Disagreement, own: Region | null): Seen {
  const mine = own && toSpotRegion(own)
  if (isTied(disagreement)) return { mine, proposed: null, tie: true }
  return { mine, proposed: disagreement.proposal && toSpotRegion(disagreement.proposal) }
}
