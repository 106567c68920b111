import type { VersionChanges } from "@justesse/types/wire/dataset"
import { useT } from "../../i18n/useT.ts"

const KINDS = ["added", "left", "moved", "relabelled", "retexted", "addedRegions", "gone"] as const

/** What changed against another version, in one line: only what is not nought. */
export function useAgainstLine(): (changes: VersionChanges) => string {
  const t = useT("versions")
  return (changes) => {
    const parts = KINDS.filter((kind) => changes[kind] > 0).map((kind) => t(`change.${kind}`, { count: changes[kind] }))
    return parts.length === 0 ? t("change.none") : parts.join(" · ")
  }
}
