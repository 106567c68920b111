import type { SaveStatus } from "@justesse/editor"
import type { Sending } from "../../../offline/sender.ts"

/** What is known of the task that is shown and of what waits to be sent. */
interface SavingNow {
  readonly status: SaveStatus
  /** This computer, or the server, has its newest stroke. */
  readonly isKept: boolean
  readonly trouble: Sending["trouble"]
  /** Acts that wait to be sent. */
  readonly waiting: number
  readonly refused: number
  readonly done: number
  readonly extra: number
  /** The task that is shown leaves the hand. */
  readonly isLeaving: boolean
  readonly isOld: boolean
}

/** What is said of it, in one word of the bar. */
type SavingWord =
  | "saving"
  | "signedOut"
  | "waiting"
  | "sendingMany"
  | "sending"
  | "refused"
  | "extra"
  | "newVersion"
  | "here"
  | "saved"

/** The one thing to say. Nothing is said to be kept before the newest stroke is. */
export function savingWordOf(now: SavingNow): SavingWord {
  const { status, trouble, waiting, done } = now
  if (trouble && !now.isKept) return "saving"
  if (trouble === "signed_out") return "signedOut"
  if (waiting > 0 && trouble) return "waiting"
  if (waiting > 1 || (waiting > 0 && done > 0)) return "sendingMany"
  if (now.isLeaving) return "sending"
  if (now.refused > 0) return "refused"
  if (status === "saved" && now.extra > 0) return "extra"
  if (status === "saved" && now.isOld) return "newVersion"
  return status === "kept_here" ? "here" : status
}
