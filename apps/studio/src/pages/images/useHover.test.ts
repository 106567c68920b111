import type { AssetTile } from "@justesse/types/wire/asset"
import { expect, test } from "vitest"
import { hoveredNow } from "./useHover.ts"

test("what rests under the pointer is shown as it is after an act, and not at all once it is out of the list (found O29)", () => {
  const tile = (asset: number, state: string) => ({ asset, state }) as AssetTile // all that is looked at here
  const hovered = { tile: tile(7, "open"), at: {} as DOMRect }
  expect(hoveredNow(hovered, [tile(6, "open"), tile(7, "excluded")])?.tile.state).toBe("excluded")
  expect(hoveredNow(hovered, [tile(6, "open")])).toBe(null)
  expect(hoveredNow(null, [tile(7, "open")])).toBe(null)
})
