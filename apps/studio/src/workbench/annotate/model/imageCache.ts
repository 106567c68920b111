import { needsTiles, type Size } from "@justesse/types"
import type { Media } from "@justesse/types/wire/common"
import { saver, unspare } from "../../../offline/saver.ts"
import {
  closePicture,
  loadPicture,
  type Picture,
  type PictureDepth,
  PictureError,
  pictureBytes,
} from "../../canvas/picture.ts"

interface Item {
  readonly key: string
  readonly stop: AbortController
  depth: PictureDepth
  /** Rises with each load of it: what an earlier one still brings is not taken. */
  load: number
  picture: Picture | null
  failed: boolean
  damaged: boolean
  readonly listeners: Set<(picture: Picture) => void>
  done: Promise<void>
}

/** What is asked for: the picture of one task. */
export interface Wanted {
  readonly media: Media
  readonly size: Size
}

/** What to say of a picture that {@link PictureShelf.show} refused. */
export function pictureFailure(error: unknown): "damaged" | "failed" {
  return error instanceof PictureError && error.damaged ? "damaged" : "failed"
}

/** Decoded pictures take at most this much; the one that is shown is always kept. */
const BUDGET_BYTES = 256 * 1024 * 1024

/** Its preview comes alone at first. */
function isSpared({ media }: Wanted): boolean {
  return saver.getState().isOn && media.preview !== ""
}

/** Decoded pictures of the task in hand and the next ones. Those that nobody wants any more give their memory back. */
export class ImageCache {
  readonly #items = new Map<string, Item>()

  /**
   * The picture of a task; `onLevel` is called at once with what is there and again as it gets sharper. Rejects when
   * it cannot be loaded.
   */
  async show(wanted: Wanted, onLevel: (picture: Picture) => void): Promise<void> {
    if (this.#items.get(wanted.media.full)?.failed) this.#drop(wanted.media.full)
    const item = this.#item(wanted, isSpared(wanted) ? "preview" : "full")
    item.listeners.add(onLevel)
    if (item.picture) onLevel(item.picture)
    await item.done
    if (item.failed) {
      this.#drop(item.key)
      throw new PictureError(item.damaged)
    }
  }

  /** All of a picture, though the network is spared: somebody zoomed in, or asked. Whoever is shown it sees it get sharper. */
  async sharpen(wanted: Wanted): Promise<void> {
    unspare(wanted.media.full)
    await this.#item(wanted, "full").done
  }

  /** What there is of a picture is all of it, or on its way. */
  isSharp(wanted: Wanted): boolean {
    return this.#items.get(wanted.media.full)?.depth === "full"
  }

  /**
   * Fetch and decode ahead: the first (or the first `together`, which are seen at once) in full where the network is not spared,
   * the others as preview. What is not in `keep` or `ahead` is dropped.
   */
  prepare(keep: readonly Wanted[], ahead: readonly Wanted[], together = 1): void {
    const kept = new Set([...keep, ...ahead].map((one) => one.media.full))
    for (const key of this.#items.keys()) if (!kept.has(key)) this.#drop(key)
    ahead.forEach((wanted, position) => {
      const room = this.#bytes() + wanted.size.width * wanted.size.height * 4 < BUDGET_BYTES
      this.#item(
        wanted,
        position < together && room && !needsTiles(wanted.size) && !isSpared(wanted) ? "full" : "preview",
      )
    })
  }

  /** True when the picture can be drawn without waiting. */
  isReady(wanted: Wanted): boolean {
    return (this.#items.get(wanted.media.full)?.picture?.levels.length ?? 0) > 0
  }

  /** True when all of the picture is in memory: a browser that keeps nothing goes on with that. */
  async isWhole(wanted: Wanted): Promise<boolean> {
    const item = this.#items.get(wanted.media.full)
    if (item?.depth !== "full") return false
    await item.done
    return !item.failed && item.picture !== null
  }

  clear(): void {
    for (const key of this.#items.keys()) this.#drop(key)
  }

  #item(wanted: Wanted, depth: PictureDepth): Item {
    const key = wanted.media.full
    const there = this.#items.get(key)
    if (there && (there.depth === "full" || depth === "preview")) return there
    const item: Item = there ?? {
      key,
      stop: new AbortController(),
      depth,
      load: 0,
      picture: null,
      failed: false,
      damaged: false,
      listeners: new Set(),
      done: Promise.resolve(),
    }
    item.depth = depth
    this.#items.set(key, item)
    item.done = this.#load(item, wanted, depth)
    return item
  }

  async #load(item: Item, wanted: Wanted, depth: PictureDepth): Promise<void> {
    const load = ++item.load
    const isWanted = () => item.load === load && this.#items.get(item.key) === item
    try {
      await loadPicture(wanted.media, wanted.size, depth, item.stop.signal, (picture) => {
        if (!isWanted()) {
          closePicture(picture)
          return
        }
        const before = item.picture
        item.picture = picture
        for (const listener of item.listeners) listener(picture)
        if (before && before !== picture) closePicture(before)
      })
    } catch (error) {
      if (item.load !== load) return
      item.failed = !item.stop.signal.aborted
      item.damaged = error instanceof PictureError && error.damaged
    }
  }

  #drop(key: string): void {
    const item = this.#items.get(key)
    this.#items.delete(key)
    item?.stop.abort()
    if (item?.picture) closePicture(item.picture)
  }

  #bytes(): number {
    let sum = 0
    for (const item of this.#items.values()) if (item.picture) sum += pictureBytes(item.picture)
    return sum
  }
}
