import type { ProjectRow } from "@justesse/types/wire/project"
import { useQuery } from "@tanstack/react-query"
import type { z } from "zod"
import { trpc } from "../../api.ts"

/** One of the projects I belong to, with its counts. */
export type Project = z.infer<typeof ProjectRow>

/** Asks for all projects I belong to. */
export function useProjects() {
  return useQuery(trpc.project.list.queryOptions({}))
}
