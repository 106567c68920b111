import { createHash } from "node:crypto"
import type { AssetProblem, AssetSound } from "@justesse/db/assets/rows"
import { extensionOf, type FileSet } from "@justesse/formats/io/fileSet"
import { isRecordingName } from "@justesse/formats/timed/index"
import { type AssetKind, JustesseError } from "@justesse/types"
import type { Deps, PreparedSound } from "../core/deps.ts"
import type { TakenPicture } from "./pictures.ts"

/** A recording that was read through. Its bytes stay where they are: hours of sound fit in no memory. */
export interface ReadRecording {
  readonly form: "recording"
  readonly sha256: string
  readonly bytes: number
  /** Where it lies when it is to stay there. */
  readonly path: string | null
  open(): AsyncIterable<Uint8Array>
  /** What came of it, or why it could not be read; null where the project had it already when it was read. */
  readonly outcome: PreparedRecording | { readonly problem: AssetProblem } | null
}

/** A recording with what is drawn of it. */
interface PreparedRecording {
  readonly sound: PreparedSound
  readonly preview: Uint8Array
  readonly thumbnail: Uint8Array
  readonly notes: readonly string[]
}

type Taking = Pick<Deps, "blobs" | "pictures" | "sounds">

/** Codes that concern one recording: the others (a full disk, a set that cannot be read) end the import. */
const OWN_PROBLEMS: readonly string[] = [
  "recording_kind",
  "recording_broken",
  "recording_empty",
  "recording_needs_ffmpeg",
  "recording_too_long",
  "recording_too_large",
]

/** What an asset would be by the end of its name; null where no tasks are about such files. */
export function kindByName(name: string, isPicture: (name: string) => boolean): AssetKind | null {
  if (isPicture(name)) return "image"
  return isRecordingName(name) ? "audio" : null
}

/** The hash and the length of a file, read piece by piece. */
export async function hashFile(files: FileSet, name: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256")
  let bytes = 0
  for await (const chunk of files.open(name)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { sha256: hash.digest("hex"), bytes }
}

/** What names of files promise of their content. */
const PROMISED: Readonly<Record<string, readonly string[]>> = {
  wav: ["audio/wav"],
  flac: ["audio/flac"],
  mp3: ["audio/mpeg"],
  ogg: ["audio/ogg"],
  oga: ["audio/ogg"],
  opus: ["audio/ogg"],
  m4a: ["audio/mp4"],
  aac: ["audio/aac"],
}

function isMislabelled(name: string, mediaType: string): boolean {
  const promised = PROMISED[extensionOf(name)]
  return promised !== undefined && !promised.includes(mediaType)
}

/** Prepares a recording, with a picture of its wave. One that cannot be read has a reason instead. */
export async function prepareRecording(
  deps: Taking,
  name: string,
  bytes: string | AsyncIterable<Uint8Array>,
): Promise<NonNullable<ReadRecording["outcome"]>> {
  try {
    const sound = await deps.sounds.prepare(bytes)
    const { preview, thumbnail } = await deps.pictures.prepare(sound.wave)
    const notes = [...sound.notes, ...(isMislabelled(name, sound.mediaType) ? ["mislabelled"] : [])]
    return { sound, preview, thumbnail, notes }
  } catch (error) {
    if (!(error instanceof JustesseError) || !OWN_PROBLEMS.includes(error.code)) throw error
    return { problem: { code: error.code, detail: error.detail } }
  }
}

/** Stores a recording that is new here with all that was made of it. One that cannot be read is kept too, with its reason. */
export async function keepRecording(
  deps: Taking,
  { sha256, bytes, path, outcome, open }: ReadRecording,
): Promise<TakenPicture> {
  if (!outcome) throw new TypeError("a recording that was not prepared cannot be kept")
  if (path === null) await deps.blobs.put(open())
  const plain = { sha256, bytes, size: null, uprightSha256: null }
  if ("problem" in outcome) {
    const nothing = { previewSha256: null, thumbnailSha256: null, sound: null }
    return { ...plain, ...nothing, mediaType: "application/octet-stream", problem: outcome.problem }
  }
  const { sound, notes } = outcome
  const bodies = [outcome.preview, outcome.thumbnail, sound.peaks].map((body) => ({ body }))
  const [previewSha256 = null, thumbnailSha256 = null, peaksSha256 = ""] = await deps.blobs.putAll(bodies)
  const { sha256: playableSha256, bytes: playableBytes } = await deps.blobs.put(sound.openPlayable())
  await sound.discard()
  const { mediaType, codec, decodedBy, durationMs, sampleRate, channels } = sound
  const made = { notes, peaksSha256, playableSha256, playableBytes }
  const known: AssetSound = { codec, decodedBy, durationMs, sampleRate, channels, ...made }
  return { ...plain, mediaType, previewSha256, thumbnailSha256, sound: known, problem: null }
}
