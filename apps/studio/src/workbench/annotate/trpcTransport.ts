import type { AssignmentId, ProjectSlug } from "@justesse/types"
import { api, queryClient, trpc } from "../../api.ts"
import { utcOffsetMinutes } from "../../locale/dates.ts"
import { pace } from "../../time/pace.ts"
import type { TaskTransport } from "./transport.ts"

/** A task is taken in hand on the day that it is where its person is. */
const here = () => ({ utcOffsetMinutes: utcOffsetMinutes() })

/** The task page on the wire. */
export const trpcTransport: TaskTransport = {
  next: (input) => api.work.next.mutate({ ...input, ...here() }),
  async outlook(project) {
    const { projects } = await queryClient.fetchQuery({ ...trpc.work.mine.queryOptions(here()), staleTime: 60_000 })
    const own = projects.find(({ card }) => card.project === project)
    return own ? { available: own.available, pays: own.card.mode === "paid" } : null
  },
  open: (assignmentId) => api.work.open.mutate({ assignmentId, ...here() }),
  saveDraft: (input) => api.work.saveDraft.mutate(input),
  submitNext: (input) => api.work.submitNext.mutate({ ...input, ...here() }),
  skip: (input) => api.work.skip.mutate({ ...input, ...here() }),
  async ask(input) {
    const { leases, none } = await api.question.ask.mutate({ ...input, ...here() })
    return { leases, none }
  },
  async heartbeat(input, last) {
    const beat = { ...input, ...here() }
    if (!last) {
      const answer = await api.work.heartbeat.mutate(beat)
      const { sincePauseSeconds, limitReached, paused } = answer
      pace.setState({ sincePauseSeconds, limitReached })
      if (paused) pace.setState({ paused })
      return answer
    }
    // The page may be gone before the answer: `keepalive` lets the request outlive it.
    const headers = { "content-type": "application/json" }
    const sent = await fetch("/trpc/work.heartbeat", {
      method: "POST",
      keepalive: true,
      headers,
      body: JSON.stringify(beat),
    })
    if (!sent.ok) throw new TypeError("fetch failed")
    return null
  },
  async previous(project: ProjectSlug, before: AssignmentId | null) {
    const { task } = await api.work.previous.query({ project, before })
    return task
  },
  revise: (assignmentId) => api.work.revise.mutate({ assignmentId, ...here() }),
  guide: (input) => api.work.guide.query(input),
  conditions: (project) => api.project.conditions.query({ project }),
  async acceptConditions(project, guidelineVersion, mode) {
    await api.work.acceptConditions.mutate({ project, guidelineVersion, mode })
  },
}
