import { EdgeMap, type ReadGrey } from "@justesse/editor/edges/edgeMap"
import type { Size } from "@justesse/types"
import type { Picture } from "../canvas/picture.ts"
import { readerOf } from "./readGrey.ts"

/** The edges of the picture that is shown, one map for each size of a sample; forgotten when something sharper of it comes. */
export class EdgeMaps {
  readonly #readerOf: (picture: Picture) => ReadGrey
  #picture: Picture | null = null
  #maps = new Map<number, EdgeMap>()
  #leaveTiles: () => void = () => undefined

  constructor(toReader: (picture: Picture) => ReadGrey = readerOf) {
    this.#readerOf = toReader
  }

  /** The map whose samples are as large as that in image pixels, or a little smaller; null without a picture. */
  of(picture: Picture | null, size: Size, samplePx: number): EdgeMap | null {
    if (!picture || picture.closed) return null
    if (picture !== this.#picture) this.#follow(picture)
    const step = 2 ** Math.max(0, Math.floor(Math.log2(samplePx)))
    const map = this.#maps.get(step) ?? new EdgeMap(size, step, this.#readerOf(picture))
    this.#maps.set(step, map)
    return map
  }

  /** What was read is not what is there any more. */
  clear(): void {
    this.#maps.clear()
    this.#picture = null
    this.#leaveTiles()
  }

  #follow(picture: Picture): void {
    this.clear()
    this.#picture = picture
    if (picture.tiles) this.#leaveTiles = picture.tiles.onTile(() => this.#maps.clear())
  }
}
