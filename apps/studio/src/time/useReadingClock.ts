import { ProjectSlug } from "@justesse/types"
import { useEffect } from "react"
import { api } from "../api.ts"
import { utcOffsetMinutes } from "../locale/dates.ts"
import { ActiveClock } from "../workbench/annotate/model/heartbeat.ts"

/** What is read: a version of a project's guideline; null for feedback and decisions. */
interface Read {
  readonly project: ProjectSlug
  readonly guidelineVersion: number | null
}

/**
 * Counts the time for which a page without a task is read, by the same four booleans a second as work is; how much of it counts the
 * server says. Not while `isOff`: somebody writes there, or does not label in the project.
 */
export function useReadingClock(project: string, guidelineVersion: number | null, isOff = false): void {
  useEffect(() => {
    if (isOff) return undefined
    const read: Read = { project: ProjectSlug.parse(project), guidelineVersion }
    const clock = new ActiveClock<Read>({
      assignment: () => read,
      activity: () => "read",
      waiting: () => false,
      keep: async () => false,
      async send({ batches }, last) {
        const input = { ...read, batches, utcOffsetMinutes: utcOffsetMinutes() }
        if (!last) return api.work.reading.mutate(input)
        // The page may be gone before the answer.
        const headers = { "content-type": "application/json" }
        const sent = await fetch("/trpc/work.reading", {
          ...{ method: "POST", keepalive: true, headers },
          body: JSON.stringify(input),
        })
        if (!sent.ok) throw new TypeError("fetch failed")
        return null
      },
    })
    return () => clock.stop()
  }, [project, guidelineVersion, isOff])
}
