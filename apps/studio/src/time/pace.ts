import { ProjectSlug } from "@justesse/types"
import type { LimitReached } from "@justesse/types/pace/limits"
import { createStore } from "zustand/vanilla"
import { api } from "../api.ts"
import { utcOffsetMinutes } from "../locale/dates.ts"
import { keepHere, readHere } from "../shell/browserKeeps.ts"

const KEY = "justesse.break"
/** "Not now" is for so long. */
const PUT_AWAY_MS = 3_600_000

/** A break that somebody takes now, and in which project it counts. */
interface RunningBreak {
  readonly project: ProjectSlug
  readonly beganAtMs: number
}

interface Pace {
  /** Counted without a pause, as last heard. */
  readonly sincePauseSeconds: number
  readonly limitReached: LimitReached | null
  /** Of the last pause: seconds that were not counted, and where they can be claimed; null once it was answered. */
  readonly paused: { readonly session: number; readonly seconds: number } | null
  /** The offer of a break, and the word about a limit, are not shown until then. */
  readonly putAwayUntilMs: number
  readonly running: RunningBreak | null
}

function readBreak(): RunningBreak | null {
  const [project, beganAt] = (readHere(KEY) ?? "").split(" ")
  const slug = ProjectSlug.safeParse(project)
  const beganAtMs = Number.parseInt(beganAt ?? "", 10)
  return slug.success && beganAtMs > 0 ? { project: slug.data, beganAtMs } : null
}

/** Breaks and limits of whoever works here. It never leaves this computer but for the seconds of a break that is over. */
export const pace = createStore<Pace>(() => ({
  ...{ sincePauseSeconds: 0, limitReached: null, paused: null, putAwayUntilMs: 0 },
  running: readBreak(),
}))

pace.subscribe(({ running }, before) => {
  if (running !== before.running) keepHere(KEY, running && `${running.project} ${running.beganAtMs}`)
})

/** "Not now": not for an hour. */
export function putAway(): void {
  pace.setState({ putAwayUntilMs: Date.now() + PUT_AWAY_MS })
}

/** What is set has changed: whether it is reached is heard again with the next seconds. */
export function forgetLimit(): void {
  pace.setState({ limitReached: null })
}

/** A break begins in the project whose session goes on. */
export function beginBreak(project: ProjectSlug): void {
  pace.setState({ running: { project, beganAtMs: Date.now() } })
}

/**
 * The break is over: its seconds are told, and the server says how many count. Null where none was taken. What does not come through is a
 * break still, so that nothing of it is lost.
 */
export async function endBreak(): Promise<{ countedSeconds: number } | null> {
  const { running } = pace.getState()
  if (!running) return null
  const seconds = Math.max(1, Math.min(86_400, Math.round((Date.now() - running.beganAtMs) / 1_000)))
  const answer = await api.work.break.mutate({
    project: running.project,
    seconds,
    utcOffsetMinutes: utcOffsetMinutes(),
  })
  pace.setState({ running: null, sincePauseSeconds: 0 })
  return answer
}
