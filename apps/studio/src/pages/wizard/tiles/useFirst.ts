import type { AssetTile } from "@justesse/types/wire/asset"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import type { DraftWork } from "../useDraft.ts"

/** The first of what was brought in; nothing while nothing is in. */
export function useFirstTile({ project, shown }: DraftWork): AssetTile | undefined {
  return useQuery({
    ...trpc.asset.list.queryOptions({
      project: project ?? "",
      filter: { search: "", states: [], labels: [] },
      sort: "number",
      cursor: null,
      limit: 1,
    }),
    enabled: project !== null && (shown?.pictures ?? 0) > 0,
  }).data?.tiles[0]
}
