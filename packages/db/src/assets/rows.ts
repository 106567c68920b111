import {
  type AssetKind,
  type AssetNumber,
  assetKindOf,
  type ResolvedBy,
  type RowCells,
  type Size,
  type TaskNumber,
  type TaskState,
} from "@justesse/types"

/** Why a picture could not be read: a code of the one list with its place. */
export interface AssetProblem {
  readonly code: string
  readonly detail: Record<string, string | number>
}

/** What stands beside a picture and is not searched: the file's own id and keys, where its labels came from. */
export interface AssetExtra {
  readonly foreignId?: string
  readonly foreign?: Record<string, unknown>
  readonly source?: { readonly file: string; readonly line?: number }
}

/** What whoever works on something that is no picture is told of it. */
export type MediaFacts =
  | ({ readonly medium: "audio" } & SoundFacts)
  | {
      readonly medium: "video"
      readonly durationMs: number
      readonly size: Size
      readonly bytes: number
      /** A moment of it was drawn. */
      readonly hasPoster: boolean
    }
  | { readonly medium: "text"; readonly isMarkdown: boolean }

/** What whoever works on a recording is told of it. */
export interface SoundFacts {
  readonly durationMs: number
  readonly sampleRate: number
  /** As it came in; at most two are heard. */
  readonly channels: number
}

/** What is known of a recording. */
export interface AssetSound extends SoundFacts {
  /** How the file packs it, in a word that people know. */
  readonly codec: string
  /** What read it. */
  readonly decodedBy: string
  /** What is worth saying of it, by code. */
  readonly notes: readonly string[]
  readonly peaksSha256: string
  /** The lossless copy that is played. */
  readonly playableSha256: string
  /** What that copy takes on the disk. */
  readonly playableBytes: number
}

/** Bytes of a video that say where, when or by whom it was made, and what stands there where nobody is to learn it: `head`, then nought. */
export interface Blank {
  readonly at: number
  readonly length: number
  /** Hexadecimal. */
  readonly head: string
}

/** How a video is packed, how long it lasts, and which of its bytes only describe it. */
export interface AssetVideo {
  readonly medium: "video"
  readonly durationMs: number
  /** How the file packs its pictures, in a word that people know. */
  readonly codec: string
  /** How it packs its sound; null where it has none. */
  readonly sound: string | null
  /** What is worth saying of it, by code. */
  readonly notes: readonly string[]
  /** Ends and beginnings of what only describes it, so that it is given out without. */
  readonly blanks: readonly Blank[]
}

/** How much there is to read, and how it begins. */
export interface AssetText {
  readonly medium: "text"
  readonly words: number
  /** Its beginning, for where there is no room for more of it. */
  readonly begins: string
}

/** A picture of a project. `size` is null for those that could not be read. */
export interface Asset {
  readonly id: AssetNumber
  readonly name: string
  readonly sha256: string
  readonly mediaType: string
  readonly bytes: number
  readonly size: Size | null
  /** Hash of the upright copy; null when the stored file is upright already. */
  readonly uprightSha256: string | null
  readonly previewSha256: string | null
  readonly thumbnailSha256: string | null
  readonly problem: AssetProblem | null
  readonly extra: AssetExtra
  readonly importId: number | null
  readonly madeAtMs: number
  /** The document that it is a page of, with its place from 0; null for a picture of its own. */
  readonly document?: DocumentPage | null
  /** Of a recording; null for everything else. */
  readonly sound?: AssetSound | null
  /** Of what stands in a version in the place of a picture that its task is not about: its row, empty where it is about nothing. */
  readonly cells?: RowCells
  /** Of a video or a text; null for everything else. */
  readonly media?: AssetVideo | AssetText | null
  /** What it was taken for where it could not be read; otherwise its content says so. */
  readonly medium?: AssetKind
}

/** A page of a document (PDF, multi-page TIFF). */
export interface DocumentPage {
  readonly name: string
  /** From 0. */
  readonly page: number
}

/**
 * A picture with where its task stands, the first where it has several. `taskId` and `state` are null for unreadable ones,
 * which have no task.
 */
export interface AssetStatus extends Asset {
  readonly taskId: TaskNumber | null
  readonly state: TaskState | null
  readonly settledBy: ResolvedBy | null
  /** Kept answer, provenance and agreement stay texts: acts and downloads read thousands and want none or hand them on. */
  readonly answer: string | null
  readonly provenance: string | null
  readonly agreement: string | null
  readonly differences: number
  readonly regions: number
  readonly nothingHere: boolean
  readonly openSlots: number
  readonly overlap: number
  readonly submitted: number
  readonly live: number
  readonly tier: number
  /** When it was deleted; null while it is there. */
  readonly deletedAtMs: number | null
}

/** What a picture is, whatever is known of it besides. */
const OWN_COLUMNS = [
  "a.id",
  "a.name",
  "a.sha256",
  "a.media_type",
  "a.bytes",
  "a.width",
  "a.height",
  "a.upright_sha256",
  "a.preview_sha256",
  "a.thumbnail_sha256",
  "a.duration_ms",
  "a.sample_rate",
  "a.channels",
  "a.peaks_sha256",
  "a.playable_sha256",
  "a.sound",
  "a.media",
  "a.problem",
  "a.import_id",
  "a.made_at_ms",
] as const

/** The columns of a picture, named as {@link assetFrom} wants them. */
export const ASSET_COLUMNS = [...OWN_COLUMNS, "a.foreign", "a.document", "a.page"] as const

/** The same of a picture in a version (`i`): what may change after it was frozen is what the version holds. */
export const FROZEN_COLUMNS = [...OWN_COLUMNS, "i.foreign", "i.document", "i.page"] as const

/** The columns of `asset` that are a recording's. */
export interface StoredSound {
  duration_ms: number | null
  sample_rate: number | null
  channels: number | null
  peaks_sha256: string | null
  playable_sha256: string | null
  sound: string | null
}

/** A row of `asset` as stored. */
export interface StoredAsset extends StoredSound {
  media: string | null
  id: AssetNumber
  name: string
  sha256: string
  media_type: string
  bytes: number
  width: number | null
  height: number | null
  upright_sha256: string | null
  preview_sha256: string | null
  thumbnail_sha256: string | null
  problem: string | null
  foreign: string | null
  import_id: number | null
  made_at_ms: number
  document: string | null
  page: number | null
}

/** What a picture is called and is, without where its copies lie and how it came. */
export type AssetCore = Pick<Asset, "id" | "name" | "sha256" | "size" | "extra" | "cells"> & {
  readonly document: DocumentPage | null
}

export function coreFrom(
  row: Pick<StoredAsset, "id" | "name" | "sha256" | "width" | "height" | "foreign" | "document" | "page">,
): AssetCore {
  return {
    id: row.id,
    name: row.name,
    sha256: row.sha256,
    size: row.width === null || row.height === null ? null : { width: row.width, height: row.height },
    // Written by this package alone, from the types it gives back.
    extra: row.foreign === null ? {} : (JSON.parse(row.foreign) as AssetExtra),
    document: row.document === null ? null : { name: row.document, page: row.page ?? 0 },
  }
}

export function assetFrom(row: StoredAsset): Asset {
  return {
    ...coreFrom(row),
    mediaType: row.media_type,
    bytes: row.bytes,
    uprightSha256: row.upright_sha256,
    previewSha256: row.preview_sha256,
    thumbnailSha256: row.thumbnail_sha256,
    // Written by this package alone, from the types it gives back.
    problem: row.problem === null ? null : (JSON.parse(row.problem) as AssetProblem),
    sound: soundFrom(row),
    media: mediaFrom(row),
    importId: row.import_id,
    madeAtMs: row.made_at_ms,
  }
}

/** The columns of `asset` that {@link mediaFacts} are read from. */
export const FACT_COLUMNS = [
  "media_type",
  "bytes",
  "preview_sha256",
  "width",
  "height",
  "duration_ms",
  "sample_rate",
  "channels",
] as const satisfies readonly (keyof StoredAsset)[]

/** {@link FACT_COLUMNS} as they are read: all null where there is no asset. */
export type StoredFacts = { readonly [K in (typeof FACT_COLUMNS)[number]]: StoredAsset[K] | null }

/** What a row says of something that is no picture; null of a picture, and of nothing. */
export function mediaFacts(row: StoredFacts): MediaFacts | null {
  const { media_type, width, height, duration_ms: durationMs, sample_rate: sampleRate, channels } = row
  const medium = assetKindOf(media_type ?? "")
  if (medium === "text") return { medium, isMarkdown: media_type === "text/markdown" }
  if (durationMs === null) return null
  if (medium === "video")
    return width === null || height === null
      ? null
      : { medium, durationMs, size: { width, height }, bytes: row.bytes ?? 0, hasPoster: row.preview_sha256 !== null }
  return sampleRate === null || channels === null ? null : { medium: "audio", durationMs, sampleRate, channels }
}

/** How long a recording is, in milliseconds; null of everything else. */
export function heardMs(facts: MediaFacts | null): number | null {
  return facts?.medium === "audio" ? facts.durationMs : null
}

/** The same of an asset that was read as a whole. */
export function factsOfAsset({ mediaType, size, sound, media, bytes, previewSha256 }: Asset): MediaFacts | null {
  if (media?.medium === "text") return { medium: "text", isMarkdown: mediaType === "text/markdown" }
  if (media && size)
    return { medium: "video", durationMs: media.durationMs, size, bytes, hasPoster: previewSha256 !== null }
  if (!sound) return null
  const { durationMs, sampleRate, channels } = sound
  return { medium: "audio", durationMs, sampleRate, channels }
}

/** What a row says of a video or a text; null of everything else. */
export function mediaFrom({
  media,
  duration_ms: durationMs,
}: Pick<StoredAsset, "media" | "duration_ms">): AssetVideo | AssetText | null {
  if (media === null) return null
  // Written by this package alone, from the types it gives back.
  const known = JSON.parse(media) as Omit<AssetVideo, "durationMs"> | AssetText
  return known.medium === "text" ? known : { ...known, durationMs: durationMs ?? 0 }
}

/** What a row says of a recording; null of everything else. */
export function soundFrom(row: StoredSound): AssetSound | null {
  const { peaks_sha256, playable_sha256, sound } = row
  const { duration_ms: durationMs, sample_rate: sampleRate, channels } = row
  if (durationMs === null || sampleRate === null || channels === null) return null
  if (sound === null || peaks_sha256 === null || playable_sha256 === null) return null
  // Written by this package alone, from the types it gives back.
  const more = JSON.parse(sound) as Pick<AssetSound, "codec" | "decodedBy" | "notes" | "playableBytes">
  return { durationMs, sampleRate, channels, ...more, peaksSha256: peaks_sha256, playableSha256: playable_sha256 }
}

/** The columns of a video or a text, as {@link mediaFrom} reads them. */
export function mediaColumns(media: AssetVideo | AssetText) {
  if (media.medium === "text") return { media: JSON.stringify(media) }
  const { durationMs, ...rest } = media
  return { media: JSON.stringify(rest), duration_ms: durationMs }
}

/** The columns of a recording, as {@link soundFrom} reads them. */
export function soundColumns(sound: AssetSound | null): StoredSound {
  if (sound === null) return NO_SOUND
  const { codec, decodedBy, notes, playableBytes } = sound
  return {
    duration_ms: sound.durationMs,
    sample_rate: sound.sampleRate,
    channels: sound.channels,
    peaks_sha256: sound.peaksSha256,
    playable_sha256: sound.playableSha256,
    sound: JSON.stringify({ codec, decodedBy, notes, playableBytes }),
  }
}

const NO_SOUND: StoredSound = {
  ...{ duration_ms: null, sample_rate: null, channels: null },
  ...{ peaks_sha256: null, playable_sha256: null, sound: null },
}

/** Label ids as `task_state.labels` holds them: a blank around each; blanks inside an id become no-break spaces. */
export function labelsText(ids: Iterable<string>): string {
  const each = [...new Set(ids)].sort().map((id) => id.replaceAll(" ", "\u00a0"))
  return each.length === 0 ? " " : ` ${each.join(" ")} `
}
