import type { Label } from "@justesse/types"
import type { AssetTile } from "@justesse/types/wire/asset"
import type { Chosen } from "./selection.ts"
import type { GridSize } from "./useFilter.ts"

/** What the tiles and the table of the same pictures are given. */
export interface ShownTiles {
  readonly project: string
  readonly tiles: readonly AssetTile[]
  readonly size: GridSize
  readonly labels: readonly Label[]
  readonly chosen: Chosen
  readonly onChosen: (chosen: Chosen) => void
  readonly onEnd: () => void
}
