import type { Me } from "@justesse/types/wire/account"
import { useLocation } from "@tanstack/react-router"
import { useProjectSlug } from "../shell/useMe.ts"
import type { Followed } from "./useChanges.ts"

/** Whose jobs the page at this address shows: annotators see none, and pages of no project but the operator's show none. */
export function useFollowed(me: Me | undefined): Followed | null {
  const project = useProjectSlug()
  const isAdmin = useLocation({ select: ({ pathname }) => pathname.startsWith("/admin") })
  if (isAdmin) return me?.person?.operator ? "all" : null
  const roles = me?.projects.find((card) => card.project === project)?.roles ?? []
  return roles.some((role) => role !== "annotator") ? { project } : null
}
