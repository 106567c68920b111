import { JustesseError } from "@justesse/types"
import { afterAsking, type QuestionState } from "../questions.ts"
import { type ActDone, type AskNext, nextAfter, toOwn, topUpAfter } from "./answer.ts"
import { type HeldInput, mustBeOwn, mustHold } from "./held.ts"
import { ask, type KnownThread, type OwnAssignment, type OwnHeld, type Steps } from "./operations.ts"

/** What somebody asks about a task of theirs; both ids are made by the client and kept before it sends. */
export interface QuestionInput extends HeldInput {
  readonly threadId: string
  readonly messageId: string
  readonly text: string
  readonly regionId: string | null
  readonly spot: string
  readonly clause: string | null
  /** The task waits for the answer, and its person goes on with others. */
  readonly putAside: boolean
  readonly nowMs: number
  /** Leases to top up afterwards in the same transaction. */
  readonly next: AskNext
  /** As of a `SubmitInput`. */
  readonly isPaid?: (own: OwnAssignment) => boolean
}

/** What became of a task that was asked about. */
export interface Asked {
  readonly question: QuestionState
  readonly keptUntilMs: number
}

/** @throws JustesseError conflict where the thread is somebody else's, or about another task */
function mustBeOwnThread(known: KnownThread, own: OwnHeld, threadId: string): void {
  const isOwn = known.personId === own.personId && known.projectId === own.projectId && known.taskId === own.taskId
  if (!isOwn) throw new JustesseError("conflict", { thread: threadId })
}

/** Stores a question; a message of the same id is stored once, also where the task was taken over since. */
function* storeAsked(input: QuestionInput, own: OwnHeld): Steps<Asked> {
  const { threadId, messageId, text, regionId, spot, clause, nowMs } = input
  const known = yield* ask("findThread", threadId, messageId)
  if (known) mustBeOwnThread(known, own, threadId)
  if (known?.isStored) return { question: own.question, keptUntilMs: own.expiresAtMs }
  mustHold(own, input)
  const { projectId, personId } = own
  const aside = input.putAside ? yield* ask("countAside", { projectId, personId }) : 0
  const isInHand = own.state === "leased"
  const wanted = { putAside: input.putAside, aside, nowMs }
  const { question, expiresAtMs } = afterAsking({ isInHand, expiresAtMs: own.expiresAtMs }, wanted)
  yield* ask("storeQuestion", {
    ...{ own, threadId, isNew: known === undefined, messageId, text, regionId, spot, clause, nowMs },
  })
  if (own.state === "submitted") return { question: "none", keptUntilMs: own.expiresAtMs }
  yield* ask("setQuestion", { held: own, question, expiresAtMs, nowMs })
  return { question, keptUntilMs: expiresAtMs }
}

/** See `Hot.ask`. @throws JustesseError not_found | taken_over | conflict */
export function* askQuestion(input: QuestionInput): Steps<ActDone & { asked: Asked }> {
  const held = mustBeOwn(yield* ask("findOwn", input.publicId, input.personId), input.publicId)
  const own = toOwn(held)
  const next = nextAfter(input, own)
  const asked = yield* storeAsked(input, held)
  return { asked, own, next, ...(yield* topUpAfter(next, own, input)) }
}
