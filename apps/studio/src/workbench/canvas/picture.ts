import { needsTiles, type Size } from "@justesse/types"
import type { Media } from "@justesse/types/wire/common"
import { fetchPicture } from "../../offline/pictures.ts"
import { TileStore } from "./tiles.ts"

/** A decoded copy of a picture; `scale` is its pixels per image pixel (1 is full size). */
interface PictureLevel {
  readonly bitmap: ImageBitmap
  readonly scale: number
  /** It was decoded from the picture itself, not from its preview, which is compressed more. */
  readonly isFull: boolean
}

/** A picture in memory: full size if it has arrived, and smaller copies so that zoomed-out frames are cheap. */
export interface Picture {
  readonly size: Size
  /** Largest first. */
  levels: PictureLevel[]
  closed: boolean
  /** What is in sight of a picture that is too large to be in memory as a whole; null for others. */
  tiles: TileStore | null
  /** The tiles of a large picture are being made: until then there is nothing sharper than its preview. */
  isPrepared: boolean
}

/** How much of a picture to fetch: the full one, or only the preview (the task after the next). */
export type PictureDepth = "full" | "preview"

/** Sides of the smaller copies, relative to the full picture. */
const HALVINGS = [0.5, 0.25] as const
/** While the tiles of a picture are made it is asked this often whether they are there. */
const ASK_AGAIN_MS = 1_500

/** A picture smaller than this has no smaller copies: drawing it is cheap enough. */
const HALVE_ABOVE_PIXELS = 1_000_000

/** A preview of at least this share of the picture's width says nothing that the picture itself does not say better. */
const AS_LARGE = 0.9

/**
 * Fetch and decode a picture: the preview first, then the full one. `onLevel` is called whenever something sharper can
 * be drawn. Rejects when neither could be decoded, and when `signal` aborts.
 */
export async function loadPicture(
  media: Media,
  size: Size,
  depth: PictureDepth,
  signal: AbortSignal,
  onLevel: (picture: Picture) => void,
): Promise<Picture> {
  const picture: Picture = { size, levels: [], closed: false, tiles: null, isPrepared: true }
  const add = (isFull: boolean) => (bitmap: ImageBitmap) => {
    addLevel(picture, { bitmap, scale: bitmap.width / size.width, isFull })
    if (!picture.closed) onLevel(picture)
  }
  const preview = decode(media.preview, signal).then(add(false))
  if (depth === "preview") {
    await preview
    return picture
  }
  if (needsTiles(size) && (await addTiles(picture, media.full, signal, onLevel))) {
    // Its tiles say more than its preview: without that it is drawn from them alone.
    await preview.catch((error: unknown) => {
      if (!picture.tiles) throw error
    })
    return picture
  }
  const full = decode(media.full, signal).then(add(true))
  const [, fullDone] = await Promise.allSettled([preview, full])
  if (fullDone.status === "rejected") throw fullDone.reason
  await addHalves(picture)
  return picture
}

/** Shows a large picture by its tiles, from now on or from when they are made. False where it has none: it is loaded whole. */
async function addTiles(
  picture: Picture,
  address: string,
  signal: AbortSignal,
  onLevel: (picture: Picture) => void,
): Promise<boolean> {
  // Only pictures of the server have tiles.
  if (!address.startsWith("/media/")) return false
  const state = await readTileState(address, signal)
  if (state !== "made" && state !== "wanted") return false
  const isPrepared = state === "made"
  picture.isPrepared = isPrepared
  if (isPrepared && !picture.closed) picture.tiles = new TileStore(address)
  if (picture.closed) return true
  onLevel(picture)
  if (!isPrepared) setTimeout(() => void askAgain(picture, address, signal, onLevel), ASK_AGAIN_MS)
  return true
}

async function askAgain(...[picture, address, signal, onLevel]: Parameters<typeof addTiles>): Promise<void> {
  if (picture.closed || signal.aborted) return
  const isThere = await addTiles(picture, address, signal, onLevel).catch(() => true)
  if (isThere || picture.closed) return
  // They could not be made: what there is is the whole picture.
  const bitmap = await decode(address, signal).catch(() => null)
  picture.isPrepared = true
  if (bitmap) addLevel(picture, { bitmap, scale: 1, isFull: true })
  if (!picture.closed) onLevel(picture)
}

async function readTileState(address: string, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(`${address}/tiles`, { signal })
    const answer: { state?: unknown } = response.ok ? await response.json() : {}
    return String(answer.state)
  } catch (error) {
    if (signal.aborted) throw error
    // Without a network there is what this computer keeps, the preview; the tiles come with the network.
    return "wanted"
  }
}

/** Give the memory back. A closed picture draws nothing any more. */
export function closePicture(picture: Picture): void {
  picture.closed = true
  for (const { bitmap } of picture.levels) bitmap.close()
  picture.levels = []
  picture.tiles?.close()
  picture.tiles = null
}

/** The smallest copy that is still sharp at `scale` (device pixels per image pixel), or the largest there is. */
export function levelFor(picture: Picture, scale: number): PictureLevel | null {
  let best: PictureLevel | null = null
  for (const level of picture.levels) {
    if (best === null || level.scale >= scale * 0.98) best = level
    else break
  }
  return best
}

/** A rough count of the bytes that the decoded copies take. */
export function pictureBytes(picture: Picture): number {
  const levels = picture.levels.reduce((sum, { bitmap }) => sum + bitmap.width * bitmap.height * 4, 0)
  return levels + (picture.tiles?.bytes ?? 0)
}

/** Why a picture is not shown: `damaged` when the server says that what it stored is not what came in. */
export class PictureError extends Error {
  override readonly name = "PictureError"
  readonly damaged: boolean
  constructor(damaged: boolean) {
    super("picture")
    this.damaged = damaged
  }
}

async function isDamaged(response: Response): Promise<boolean> {
  const answer: { code?: unknown } = await response.json().catch(() => ({}))
  return answer.code === "file_unreadable"
}

async function decode(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  if (url === "") throw new PictureError(false)
  const response = await fetchPicture(url, signal)
  if (!response.ok) throw new PictureError(await isDamaged(response))
  return createImageBitmap(await response.blob())
}

function addLevel(picture: Picture, level: PictureLevel): void {
  if (picture.closed) {
    level.bitmap.close()
    return
  }
  const levels = [...picture.levels, level].sort((a, b) => b.scale - a.scale)
  const isWhole = levels.some(({ isFull }) => isFull)
  const useless = levels.filter(({ isFull, scale }) => isWhole && !isFull && scale >= AS_LARGE)
  for (const { bitmap } of useless) bitmap.close()
  picture.levels = levels.filter((one) => !useless.includes(one))
}

async function addHalves(picture: Picture): Promise<void> {
  const full = picture.levels[0]
  if (!full || full.bitmap.width * full.bitmap.height < HALVE_ABOVE_PIXELS) return
  for (const scale of HALVINGS) {
    if (picture.closed || picture.levels.some((level) => Math.abs(level.scale / scale - 1) < 0.1)) continue
    const resizeWidth = Math.round(full.bitmap.width * scale)
    const resizeHeight = Math.round(full.bitmap.height * scale)
    const bitmap = await createImageBitmap(full.bitmap, { resizeWidth, resizeHeight, resizeQuality: "medium" })
    addLevel(picture, { bitmap, scale, isFull: true })
  }
}
