import { type PlacedTile, tileKey } from "@justesse/editor"

/** Decoded tiles take at most this much, those in sight apart: a tile of 512 pixels is a megabyte. */
const BUDGET_BYTES = 48 * 1024 * 1024
/** Tiles that are fetched at once: browsers have six connections, and saving needs one. */
const AT_ONCE = 4
/** A tile that could not be fetched is asked for again after this. */
const AGAIN_MS = 3_000

/** Who asks for tiles: the picture itself, and what shows a part of it beside or over it. */
type Asker = "picture" | "loupe" | "crop" | "magnet"

/**
 * The tiles of one picture that are in memory. Whoever draws says what is in sight; what is missing is fetched, nearest
 * to the middle first, what went out of sight before it came is given up, and the oldest ones give their memory back.
 */
export class TileStore {
  readonly #address: string
  readonly #tiles = new Map<string, ImageBitmap>()
  readonly #loading = new Map<string, AbortController>()
  readonly #failedAtMs = new Map<string, number>()
  readonly #wanted = new Map<Asker, readonly PlacedTile[]>()
  readonly #listeners = new Set<() => void>()
  #bytes = 0
  #isClosed = false

  /** `address`: of the full picture; its tiles lie below it. */
  constructor(address: string) {
    this.#address = address
  }

  /** The decoded bytes in memory. */
  get bytes(): number {
    return this.#bytes
  }

  /** True when nothing that is in sight is on its way. */
  get isSharp(): boolean {
    return [...this.#wanted.values()].flat().every((tile) => this.#tiles.has(tileKey(tile)))
  }

  /** Called after each tile that came. */
  onTile(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A tile that is there, null for one that is not. */
  get(tile: Pick<PlacedTile, "level" | "column" | "row">): ImageBitmap | null {
    const key = tileKey(tile)
    const bitmap = this.#tiles.get(key)
    if (!bitmap) return null
    // The one that was drawn last goes last.
    this.#tiles.delete(key)
    this.#tiles.set(key, bitmap)
    return bitmap
  }

  /** From now on these are in sight of `asker`, nearest to the middle first; what it wanted before is no longer. */
  want(asker: Asker, tiles: readonly PlacedTile[]): void {
    this.#wanted.set(asker, tiles)
    const keys = this.#wantedKeys()
    for (const [key, stop] of this.#loading) if (!keys.has(key)) stop.abort()
    this.#fetchMore()
  }

  close(): void {
    this.#isClosed = true
    for (const stop of this.#loading.values()) stop.abort()
    for (const bitmap of this.#tiles.values()) bitmap.close()
    this.#tiles.clear()
    this.#listeners.clear()
    this.#bytes = 0
  }

  #wantedKeys(): Set<string> {
    return new Set([...this.#wanted.values()].flat().map(tileKey))
  }

  #fetchMore(): void {
    if (this.#isClosed) return
    const nowMs = performance.now()
    for (const tile of [...this.#wanted.values()].flat()) {
      if (this.#loading.size >= AT_ONCE) return
      const key = tileKey(tile)
      const failed = this.#failedAtMs.get(key)
      const rests = failed !== undefined && nowMs - failed < AGAIN_MS
      if (!rests && !this.#tiles.has(key) && !this.#loading.has(key)) void this.#fetch(key)
    }
  }

  async #fetch(key: string): Promise<void> {
    const stop = new AbortController()
    this.#loading.set(key, stop)
    try {
      const response = await fetch(`${this.#address}/tiles/${key}`, { signal: stop.signal })
      if (!response.ok) throw new Error(`tile ${response.status}`)
      const bitmap = await createImageBitmap(await response.blob())
      if (this.#isClosed || stop.signal.aborted) bitmap.close()
      else this.#keep(key, bitmap)
    } catch {
      // What is below it stays in sight; it is tried again while somebody looks at it.
      if (!stop.signal.aborted) this.#retryLater(key)
    } finally {
      if (this.#loading.get(key) === stop) this.#loading.delete(key)
      this.#fetchMore()
    }
  }

  #retryLater(key: string): void {
    this.#failedAtMs.set(key, performance.now())
    setTimeout(() => this.#fetchMore(), AGAIN_MS + 50)
  }

  #keep(key: string, bitmap: ImageBitmap): void {
    this.#failedAtMs.delete(key)
    this.#tiles.set(key, bitmap)
    this.#bytes += bytesOf(bitmap)
    const inSight = this.#wantedKeys()
    for (const [old, other] of this.#tiles) {
      if (this.#bytes <= BUDGET_BYTES) break
      if (inSight.has(old)) continue
      this.#tiles.delete(old)
      this.#bytes -= bytesOf(other)
      other.close()
    }
    for (const listener of this.#listeners) listener()
  }
}

function bytesOf({ width, height }: ImageBitmap): number {
  return width * height * 4
}
