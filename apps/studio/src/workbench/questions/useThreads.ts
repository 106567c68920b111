import type { MyThread } from "@justesse/types/wire/question"
import { useQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { trpc } from "../../api.ts"
import { useStore, useTaskContext, useUi } from "../annotate/ui.ts"

/** While somebody goes on with what they asked about, an answer may come: it is looked for this often. */
const AGAIN_MS = 10_000

const NONE: readonly MyThread[] = []

/** Questions about the task that is worked on, oldest first; nothing is asked for where there are none. */
export function useThreads(): readonly MyThread[] {
  const lease = useStore((snapshot) => (snapshot.looking ? null : (snapshot.task?.lease ?? null)))
  const asked = useUi((snapshot) => snapshot.asked)
  const enabled = lease !== null && (lease.question !== "none" || asked === lease.assignmentId)
  const query = useQuery({
    ...trpc.question.here.queryOptions({ assignmentId: lease?.assignmentId ?? "" }),
    enabled,
    refetchInterval: AGAIN_MS,
  })
  const threads = (enabled ? query.data?.threads : undefined) ?? NONE
  return threads.filter(({ kind }) => kind === "question")
}

/** The question about this task that was answered, until it is clear; the keyboard of the page knows of it. */
export function useAnswered(): MyThread | null {
  const { ui } = useTaskContext()
  const answered = useThreads().find(({ state }) => state === "answered") ?? null
  const id = answered?.threadId ?? null
  useEffect(() => ui.setState({ answered: id }), [ui, id])
  return answered
}
