import { type AssignmentId, needsTiles } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { orNothing } from "../browser/database.ts"
import { offlineDatabase } from "./database.ts"
import { arrived, saver } from "./saver.ts"

/**
 * The part of a picture's address that stays the same: of an assignment's, what is before the end of its validity. Null for
 * other pictures, which are not kept.
 */
function keyOfPicture(url: string): { readonly key: string; readonly assignmentId: AssignmentId } | null {
  const found = /^\/media\/([ab]-([0-9a-f-]{36})\.[a-z0-9-]+)\./.exec(url)
  const [, key, assignmentId] = found ?? []
  return key && assignmentId ? { key, assignmentId: assignmentId as AssignmentId } : null // as the server signed it
}

/** The bytes of a picture: those that this computer keeps, else those of the network. */
export async function fetchPicture(url: string, signal: AbortSignal): Promise<Response> {
  const kept = await pictureOf(url)
  return kept ? new Response(kept) : fetchMeasured(url, signal)
}

/** From the network, and how long its bytes took to come; what the studio needs before its first byte says nothing of the line. */
async function fetchMeasured(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal })
  if (!response.ok) return response
  const fromMs = performance.now()
  const blob = await response.blob()
  arrived({ bytes: blob.size, fromMs, toMs: performance.now() })
  return new Response(blob)
}

/** The bytes of a picture that this computer keeps; null where it does not. */
export async function pictureOf(url: string): Promise<Blob | null> {
  const found = keyOfPicture(url)
  if (!found) return null
  return orNothing(async () => (await (await offlineDatabase()).get("pictures", found.key))?.blob ?? null, null)
}

/** Recordings up to this long lie on this computer as wholes; of longer ones what is heard is fetched. */
const LONGEST_KEPT_MS = 3_600_000

/** Videos of up to so many bytes lie on this computer as wholes. */
const LARGEST_KEPT_BYTES = 64_000_000

/** What a task shows: one asset, or two beside each other. */
type Shown = Pick<Lease, "media" | "size" | "about">

/** Whether what is played lies on this computer as a whole, once it came: no long recording, no large video, and none while the network is spared. */
export function isKeptWhole({ sound, video }: Lease["media"]): boolean {
  if (saver.getState().isOn) return !sound && !video
  if (video) return video.bytes <= LARGEST_KEPT_BYTES
  return !sound || sound.durationMs <= LONGEST_KEPT_MS
}

/** What is kept of a task's picture: not the whole of one that is shown by tiles, which nobody looks at, or while the network is spared. */
function addressesOf({ media, size, about }: Shown): readonly string[] {
  const second = about?.type === "pair" ? addressesOfOne(about) : []
  return [...addressesOfOne({ media, size }), ...second]
}

function addressesOfOne({ media, size }: Omit<Shown, "about">): readonly string[] {
  const { sound, video, text } = media
  if (sound) return isKeptWhole(media) ? [sound.peaks, media.full] : [sound.peaks]
  if (text) return [media.full]
  if (video) return [media.preview, ...(isKeptWhole(media) ? [media.full] : [])].filter((url) => url !== "")
  return needsTiles(size) || saver.getState().isOn
    ? [media.preview, media.thumbnail]
    : [media.preview, media.full, media.thumbnail]
}

/** Whether all that a task shows lies on this computer. */
export async function hasPictures(lease: Shown): Promise<boolean> {
  const database = await offlineDatabase()
  const keys = addressesOf(lease).flatMap((url) => keyOfPicture(url)?.key ?? [])
  const found = await Promise.all(keys.map((key) => database.getKey("pictures", key)))
  return found.every((key) => key !== undefined)
}

/** Fetches all that a task shows and is not here yet, at once, for each waits for an answer; true when all of it is here now. */
export async function keepPictures(lease: Shown, signal: AbortSignal): Promise<boolean> {
  const kept = await Promise.all(addressesOf(lease).map((url) => keepPicture(url, signal)))
  return kept.every(Boolean)
}

async function keepPicture(url: string, signal: AbortSignal): Promise<boolean> {
  const named = keyOfPicture(url)
  if (!named) return true
  const database = await offlineDatabase()
  if (await database.getKey("pictures", named.key)) return true
  const response = await fetchMeasured(url, signal)
  if (!response.ok) return false
  await database.put("pictures", { ...named, blob: await response.blob() })
  return true
}
