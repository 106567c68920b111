import { EdgeMap, type ReadColours } from "@justesse/editor/edges/map"
import type { Size } from "@justesse/types"
import type { Picture } from "../canvas/picture.ts"
import { readerOf } from "./readColours.ts"

/** The edges of the picture that is shown, one map for each size of a sample; forgotten when something sharper of it comes. */
export class EdgeMaps {
  readonly #readerOf: (picture: Picture) => ReadColours
  #picture: Picture | null = null
  #maps = new Map<number, EdgeMap>()
  #left = Number.POSITIVE_INFINITY
  #leaveTiles: () => void = () => undefined

  constructor(toReader: (picture: Picture) => ReadColours = readerOf) {
    this.#readerOf = toReader
  }

  /** The map whose samples are as large as that in image pixels, or a little smaller; null without a picture. */
  of(picture: Picture | null, size: Size, samplePx: number): EdgeMap | null {
    if (!picture || picture.closed) return null
    if (picture !== this.#picture) this.#follow(picture)
    const step = 2 ** Math.max(0, Math.floor(Math.log2(samplePx)))
    const known = this.#maps.get(step)
    if (known) return known
    const map = new EdgeMap(size, step, this.#readerOf(picture))
    map.allow(this.#left)
    this.#maps.set(step, map)
    return map
  }

  /** From now on so many blocks of each may be read. */
  allow(blocks: number): void {
    this.#left = blocks
    for (const map of this.#maps.values()) map.allow(blocks)
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
