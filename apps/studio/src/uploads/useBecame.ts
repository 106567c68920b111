import type { ImportRow } from "@justesse/types/wire/imports"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../api.ts"
import { useMorePictures } from "../pages/imports/useMorePictures.ts"
import type { Upload } from "./store.ts"

/** The import that a drop of files became, as it stands now; undefined before, and for predictions. */
export function useBecame({ project, importId, state, as }: Upload): ImportRow | undefined {
  const row = useQuery({
    ...trpc.imports.get.queryOptions({ project, id: importId ?? 0 }),
    enabled: importId !== null && state === "started" && as !== "scores",
  }).data?.row
  useMorePictures(row)
  return row
}
