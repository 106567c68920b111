import type { ImportRow } from "@justesse/types/wire/imports"
import { useEffect, useRef } from "react"
import { refresh } from "../../api.ts"

/** States in which something goes on by itself: whoever shows an import asks again. */
export const MOVING: readonly string[] = ["looking", "running", "undoing"]

/** What other pages know of pictures, labels and predictions is old once more pictures are in, or the import has ended. */
export function useFreshAfter(row: Pick<ImportRow, "state" | "pictures"> | undefined): void {
  const before = useRef(row)
  const state = row?.state
  const pictures = row?.pictures
  useEffect(() => {
    const { state: was = "", pictures: had = 0 } = before.current ?? {}
    before.current = state === undefined || pictures === undefined ? undefined : { state, pictures }
    if (state === undefined || pictures === undefined) return
    const ended = MOVING.includes(was) && !MOVING.includes(state)
    if (ended) void refresh("asset", "ontology", "models", "gold", "project")
    else if (pictures > had) void refresh("asset")
  }, [state, pictures])
}
