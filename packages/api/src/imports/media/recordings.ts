import { createHash } from "node:crypto"
import type { AssetProblem, AssetSound, AssetVideo } from "@justesse/db/assets/rows"
import { extensionOf, type FileSet } from "@justesse/formats/io/fileSet"
import { isPictureName } from "@justesse/formats/io/pictures"
import { isTextName } from "@justesse/formats/io/texts"
import { isFilmName, isRecordingName } from "@justesse/formats/timed/index"
import { type AssetKind, JustesseError } from "@justesse/types"
import type { Deps, PreparedSound, PreparedVideo } from "../../core/deps.ts"
import type { TakenPicture } from "../pictures.ts"

/** A recording or a video that was read through. Its bytes stay where they are: hours of them fit in no memory. */
export interface ReadRecording {
  readonly form: "recording"
  /** What it is taken for by its name, until it is read. */
  readonly medium: AssetKind
  readonly sha256: string
  readonly bytes: number
  /** Where it lies when it is to stay there. */
  readonly path: string | null
  open(): AsyncIterable<Uint8Array>
  /** What came of it, or why it could not be read; null where the project had it already when it was read. */
  readonly outcome: PreparedRecording | PreparedFilm | { readonly problem: AssetProblem } | null
}

/** A recording with what is drawn of it. */
interface PreparedRecording {
  readonly sound: PreparedSound
  readonly preview: Uint8Array
  readonly thumbnail: Uint8Array
  readonly notes: readonly string[]
}

/** A video with a moment of it, where one could be drawn. */
interface PreparedFilm {
  readonly video: PreparedVideo
  readonly preview: Uint8Array | null
  readonly thumbnail: Uint8Array | null
}

type Taking = Pick<Deps, "blobs" | "pictures" | "sounds" | "videos">

/** Codes that concern one recording: the others (a full disk, a set that cannot be read) end the import. */
const OWN_PROBLEMS: readonly string[] = [
  "recording_kind",
  "recording_broken",
  "recording_empty",
  "recording_needs_ffmpeg",
  "recording_too_long",
  "recording_too_large",
  "video_kind",
  "video_broken",
  "asset_not_taken",
]

/** What an asset may be by the end of its name, the first where a project takes several; none where no tasks are about such files. */
export function kindsByName(name: string): readonly AssetKind[] {
  if (isPictureName(name)) return ["image"]
  if (isFilmName(name)) return ["video", "audio"]
  if (isRecordingName(name)) return ["audio"]
  return isTextName(name) ? ["text"] : []
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

/**
 * Prepares a recording, with a picture of its wave, or a video, as the file has something to see and the project `takes` it: elsewhere a
 * film is heard. One that cannot be read has a reason instead.
 *
 * @param open the file's bytes, or where it lies
 */
export async function prepareRecording(
  deps: Taking,
  { name, takes }: { readonly name: string; readonly takes: readonly AssetKind[] },
  open: () => string | AsyncIterable<Uint8Array>,
): Promise<NonNullable<ReadRecording["outcome"]>> {
  try {
    const video = isFilmName(name) && takes.includes("video") ? await deps.videos.prepare(open()) : null
    if (video) return { video, ...(await momentOf(deps, video)) }
    if (!takes.includes("audio")) throw new JustesseError("video_kind", { kind: extensionOf(name) })
    const sound = await deps.sounds.prepare(open())
    const { preview, thumbnail } = await deps.pictures.prepare(sound.wave)
    const notes = [...sound.notes, ...(isMislabelled(name, sound.mediaType) ? ["mislabelled"] : [])]
    return { sound, preview, thumbnail, notes }
  } catch (error) {
    if (!(error instanceof JustesseError) || !OWN_PROBLEMS.includes(error.code)) throw error
    return { problem: { code: error.code, detail: error.detail } }
  }
}

/** A moment of a video, as large as pictures are shown at first; nulls where none was drawn. */
async function momentOf(deps: Taking, { poster }: PreparedVideo): Promise<Pick<PreparedFilm, "preview" | "thumbnail">> {
  if (poster === null) return { preview: null, thumbnail: null }
  const { preview, thumbnail } = await deps.pictures.prepare(poster)
  return { preview, thumbnail }
}

/** Stores a recording or a video that is new here with all that was made of it. One that cannot be read is kept too, with its reason. */
export async function keepRecording(
  deps: Taking,
  { sha256, bytes, path, outcome, open, medium }: ReadRecording,
): Promise<TakenPicture> {
  if (!outcome) throw new TypeError("a recording that was not prepared cannot be kept")
  if (path === null) await deps.blobs.put(open())
  const plain = { sha256, bytes, size: null, uprightSha256: null, medium, media: null }
  if ("problem" in outcome) {
    const nothing = { previewSha256: null, thumbnailSha256: null, sound: null }
    return { ...plain, ...nothing, mediaType: "application/octet-stream", problem: outcome.problem }
  }
  if ("video" in outcome) return { ...plain, ...(await keepFilm(deps, outcome)) }
  const { sound, notes } = outcome
  const bodies = [outcome.preview, outcome.thumbnail, sound.peaks].map((body) => ({ body }))
  const [previewSha256 = null, thumbnailSha256 = null, peaksSha256 = ""] = await deps.blobs.putAll(bodies)
  const { sha256: playableSha256, bytes: playableBytes } = await deps.blobs.put(sound.openPlayable())
  await sound.discard()
  const { mediaType, codec, decodedBy, durationMs, sampleRate, channels } = sound
  const made = { notes, peaksSha256, playableSha256, playableBytes }
  const known: AssetSound = { codec, decodedBy, durationMs, sampleRate, channels, ...made }
  return { ...plain, medium: "audio", mediaType, previewSha256, thumbnailSha256, sound: known, problem: null }
}

async function keepFilm({ blobs }: Taking, { video, preview, thumbnail }: PreparedFilm) {
  const bodies = preview && thumbnail ? [{ body: preview }, { body: thumbnail }] : []
  const [previewSha256 = null, thumbnailSha256 = null] = await blobs.putAll(bodies)
  const { mediaType, codec, sound, durationMs, notes, blanks, width, height } = video
  const media: AssetVideo = { medium: "video", codec, sound, durationMs, notes, blanks }
  return {
    medium: "video",
    mediaType,
    size: { width, height },
    previewSha256,
    thumbnailSha256,
    media,
    sound: null,
    problem: null,
  } as const
}
