import type { AssetNumber, Size } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { type PyramidState, toPyramidState } from "../schema/states.ts"
import { type AssetSound, type Blank, mediaFrom, type StoredSound, soundFrom } from "./rows.ts"

/** What copies are that are played: lossless, and with exact places in every browser. */
const PLAYED = "audio/flac"

/** The SHA-256 of each stored form of a picture; null for a form that was not made. */
export interface PictureBlobs {
  /** What is shown as the full picture, upright, or played as the recording. */
  readonly sha256: string
  readonly mediaType: string
  readonly previewSha256: string | null
  readonly thumbnailSha256: string | null
  /** Its tiles in one file; null while there are none. */
  readonly pyramidSha256: string | null
  readonly pyramid: PyramidState
  /** What is known of a recording; null for everything else. */
  readonly sound: AssetSound | null
  /** What of a video says where and by whom it was made, with how long the file is; null for everything else. */
  readonly video: { readonly bytes: number; readonly blanks: readonly Blank[] } | null
  readonly size: Size | null
}

const columns = [
  "asset.sha256",
  "asset.upright_sha256",
  "asset.media_type",
  "asset.preview_sha256",
  "asset.thumbnail_sha256",
  "asset.pyramid_sha256",
  "asset.pyramid",
  "asset.duration_ms",
  "asset.sample_rate",
  "asset.channels",
  "asset.peaks_sha256",
  "asset.playable_sha256",
  "asset.sound",
  "asset.media",
  "asset.bytes",
  "asset.width",
  "asset.height",
] as const

interface BlobsRow extends StoredSound {
  media: string | null
  bytes: number
  sha256: string
  upright_sha256: string | null
  media_type: string
  preview_sha256: string | null
  thumbnail_sha256: string | null
  pyramid_sha256: string | null
  pyramid: number
  width: number | null
  height: number | null
}

function toBlobs(row: BlobsRow): PictureBlobs {
  const sound = soundFrom(row)
  const media = mediaFrom(row)
  return {
    sha256: sound?.playableSha256 ?? row.upright_sha256 ?? row.sha256,
    mediaType: sound ? PLAYED : row.upright_sha256 ? "image/jpeg" : row.media_type,
    previewSha256: row.preview_sha256,
    thumbnailSha256: row.thumbnail_sha256,
    pyramidSha256: row.pyramid_sha256,
    pyramid: toPyramidState(row.pyramid),
    sound,
    video: media?.medium === "video" ? { bytes: row.bytes, blanks: media.blanks } : null,
    size: row.width !== null && row.height !== null ? { width: row.width, height: row.height } : null,
  }
}

/** The blobs of a picture; undefined for an unknown one. */
export async function findAssetBlobs(
  db: Kysely<Database>,
  projectId: number,
  assetId: AssetNumber,
): Promise<PictureBlobs | undefined> {
  const row = await db
    .selectFrom("asset")
    .select(columns)
    .where("project_id", "=", projectId)
    .where("id", "=", assetId)
    .executeTakeFirst()
  return row && toBlobs(row)
}

/** With whose assignment it is, and in which project. */
export async function findAssignmentBlobs(
  db: Kysely<Database>,
  publicId: string,
): Promise<(PictureBlobs & { readonly projectId: number; readonly personId: number }) | undefined> {
  const row = await db
    .selectFrom("assignment")
    .innerJoin("task", (join) =>
      join.onRef("task.project_id", "=", "assignment.project_id").onRef("task.id", "=", "assignment.task_id"),
    )
    .innerJoin("asset", (join) =>
      join.onRef("asset.project_id", "=", "task.project_id").onRef("asset.id", "=", "task.asset_id"),
    )
    .select(columns)
    .select(["assignment.project_id", "assignment.person_id"])
    .where("assignment.public_id", "=", publicId)
    .executeTakeFirst()
  return row && { ...toBlobs(row), projectId: row.project_id, personId: row.person_id }
}

/** The same of the second picture of a task about two; undefined where it is about one. */
export async function findSecondBlobs(
  db: Kysely<Database>,
  publicId: string,
): Promise<(PictureBlobs & { readonly projectId: number; readonly personId: number }) | undefined> {
  const row = await db
    .selectFrom("assignment")
    .innerJoin("task_about", (join) =>
      join
        .onRef("task_about.project_id", "=", "assignment.project_id")
        .onRef("task_about.task_id", "=", "assignment.task_id"),
    )
    .innerJoin("asset", (join) =>
      join.onRef("asset.project_id", "=", "task_about.project_id").onRef("asset.id", "=", "task_about.second_id"),
    )
    .select(columns)
    .select(["assignment.project_id", "assignment.person_id"])
    .where("assignment.public_id", "=", publicId)
    .executeTakeFirst()
  return row && { ...toBlobs(row), projectId: row.project_id, personId: row.person_id }
}

/** The name of the picture that an assignment shows; for whoever knows pictures by name, never for its annotator. */
export async function findNameOfAssignment(db: Kysely<Database>, publicId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("assignment")
    .innerJoin("task", (join) =>
      join.onRef("task.project_id", "=", "assignment.project_id").onRef("task.id", "=", "assignment.task_id"),
    )
    .innerJoin("asset", (join) =>
      join.onRef("asset.project_id", "=", "task.project_id").onRef("asset.id", "=", "task.asset_id"),
    )
    .select("asset.name")
    .where("assignment.public_id", "=", publicId)
    .executeTakeFirst()
  return row?.name
}
