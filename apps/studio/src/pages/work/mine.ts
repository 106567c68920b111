import type { MyWork } from "@justesse/types/wire/work"
import { useQuery } from "@tanstack/react-query"
import type { z } from "zod"
import { trpc } from "../../api.ts"
import { utcOffsetMinutes } from "../../locale/dates.ts"

/** All my work: projects, what was sent back, what became of my answers. */
export type Mine = z.infer<typeof MyWork>

/** Asks for all my work; days are those of this computer's clock. */
export function useMine() {
  return useQuery(trpc.work.mine.queryOptions({ utcOffsetMinutes: utcOffsetMinutes() }))
}
