import type { HistoryOne } from "@justesse/types/wire/work/history"
import { useQuery } from "@tanstack/react-query"
import type { z } from "zod"
import { trpc } from "../../api.ts"

/** One task of mine with the answer that was kept and each difference between the two. */
export type One = z.infer<typeof HistoryOne>

/** Asks for one task of mine. */
export function useOne(assignmentId: string) {
  return useQuery(trpc.work.one.queryOptions({ assignmentId }))
}
