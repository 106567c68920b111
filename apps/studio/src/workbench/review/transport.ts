import type { ProjectSlug, TaskId } from "@justesse/types"
import type {
  Decide,
  DecideDone,
  OneMore,
  ReviewFile,
  ReviewOpen,
  ReviewTask,
  SendBack,
  Undone,
} from "@justesse/types/wire/review"
import type { z } from "zod"
import { api } from "../../api.ts"

/** What the review page asks of the server. */
export interface ReviewTransport {
  open(input: z.infer<typeof ReviewOpen>): Promise<ReviewTask | null>
  decide(input: z.infer<typeof Decide>): Promise<z.infer<typeof DecideDone>>
  undo(project: ProjectSlug, task: TaskId | null): Promise<z.infer<typeof Undone>>
  file(input: z.infer<typeof ReviewFile>): Promise<void>
  sendBack(input: z.infer<typeof SendBack>): Promise<void>
  oneMore(input: z.infer<typeof OneMore>): Promise<void>
  release(project: ProjectSlug, task: TaskId): Promise<void>
}

/** Which part of a queue the page walks, beyond kinds and labels. */
interface Looking {
  readonly look: "first" | "second"
  /** Only what came to be disputed from then on; null for all. */
  readonly sinceMs: number | null
}

/** The review page on the wire. */
export function trpcReview({ look, sinceMs }: Looking): ReviewTransport {
  return {
    async open(input) {
      return (await api.review.open.mutate({ ...input, look, ...(sinceMs !== null && { sinceMs }) })).task
    },
    decide: (input) => api.review.decide.mutate({ ...input, look }),
    undo: (project, task) => api.review.undo.mutate({ project, task, look }),
    async file(input) {
      await api.review.file.mutate({ ...input, look })
    },
    async sendBack(input) {
      await api.review.sendBack.mutate(input)
    },
    async oneMore(input) {
      await api.review.oneMore.mutate(input)
    },
    async release(project, task) {
      await api.review.release.mutate({ project, task, look })
    },
  }
}
