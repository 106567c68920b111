import { type HeartbeatBatch, ProjectSlug } from "@justesse/types"
import { useEffect } from "react"
import { api } from "../api.ts"
import { utcOffsetMinutes } from "../locale/dates.ts"
import { ActiveClock } from "../workbench/annotate/model/heartbeat.ts"

/** What is read: a version of a project's guideline; null for feedback and decisions. */
interface Read {
  readonly project: ProjectSlug
  readonly guidelineVersion: number | null
}

/** What somebody does on a page without a task of their own, as the server is told. */
type Unleased =
  | { readonly activity: "read"; readonly of: Read }
  | { readonly activity: "review"; readonly of: Reviewed }
  | { readonly activity: "mentor"; readonly of: Reviewed }
type Reviewed = Pick<Read, "project">

/** How each is told; of a page that is left the last call outlives it. */
const TOLD = {
  read: { path: "work.reading", mutate: (input: Read & Beats) => api.work.reading.mutate(input) },
  review: { path: "review.time", mutate: (input: Reviewed & Beats) => api.review.time.mutate(input) },
  mentor: { path: "mentor.time", mutate: (input: Reviewed & Beats) => api.mentor.time.mutate(input) },
} as const
interface Beats {
  readonly batches: HeartbeatBatch[]
  readonly utcOffsetMinutes: number
}

/** Begins to count the time on a page by the same four booleans a second as work is; how much of it counts the server says. */
function count(unleased: Unleased): () => void {
  const { activity, of } = unleased
  const clock = new ActiveClock<Read | Reviewed>({
    assignment: () => of,
    // A mentor reads as a reviewer does.
    activity: () => (activity === "mentor" ? "review" : activity),
    waiting: () => false,
    keep: async () => false,
    async send({ batches }, last) {
      const beats = { batches, utcOffsetMinutes: utcOffsetMinutes() }
      if (!last) {
        if (unleased.activity === "read") return TOLD.read.mutate({ ...unleased.of, ...beats })
        return TOLD[unleased.activity].mutate({ ...unleased.of, ...beats })
      }
      // The page may be gone before the answer.
      const headers = { "content-type": "application/json" }
      const sent = await fetch(`/trpc/${TOLD[activity].path}`, {
        ...{ method: "POST", keepalive: true, headers },
        body: JSON.stringify({ ...of, ...beats }),
      })
      if (!sent.ok) throw new TypeError("fetch failed")
      return null
    },
  })
  return () => clock.stop()
}

/** Counts the time for which a page without a task is read. Not while `isOff`: somebody writes there, or does not label in the project. */
export function useReadingClock(project: string, guidelineVersion: number | null, isOff = false): void {
  useEffect(() => {
    if (isOff) return undefined
    return count({ activity: "read", of: { project: ProjectSlug.parse(project), guidelineVersion } })
  }, [project, guidelineVersion, isOff])
}

/** Counts the time in which somebody reviews what others answered in a project. Not while `isOff`: nothing is in their hands. */
export function useReviewClock(project: string | null, isOff = false): void {
  useEffect(() => {
    if (isOff || project === null) return undefined
    return count({ activity: "review", of: { project: ProjectSlug.parse(project) } })
  }, [project, isOff])
}

/** Counts the time in which somebody mentors in a project: reads a learner's answers and writes of them. */
export function useMentorClock(project: string): void {
  useEffect(() => count({ activity: "mentor", of: { project: ProjectSlug.parse(project) } }), [project])
}
