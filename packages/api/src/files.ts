import {
  findAssetBlobs,
  findAssignmentBlobs,
  findGuidelinePictures,
  findSecondBlobs,
  type PictureBlobs,
} from "@justesse/db"
import type { Blank } from "@justesse/db/assets/rows"
import { isMentoring } from "@justesse/db/mentors/pairs"
import { isInMatter } from "@justesse/db/ombud"
import { assetKindOf, type Role, type Size } from "@justesse/types"
import type { Deps } from "./core/deps.ts"
import { hasScope, viewingRights } from "./core/mediaAccess.ts"
import type { Who } from "./core/who.ts"
import { type MediaTarget, readMedia } from "./media.ts"

/** Where the bytes of an asset lie and what they are. */
interface LocatedMedia {
  readonly sha256: string
  readonly mediaType: string
  /** How many they are, where parts of them may be asked for; null: they are sent as a whole. */
  readonly bytes: number | null
  /** What is put in the place of what a video says of itself; null: nothing is. */
  readonly blanks: readonly Blank[]
  /** The file as it came in may say where and by whom it was taken; whoever labels it gets it without. */
  readonly isPlain: boolean
}

/** Sent as one piece and as it is. */
const WHOLE = { bytes: null, isPlain: false, blanks: [] } as const

/** Those who know pictures by number. */
const SEES_ASSETS: readonly Role[] = ["owner", "reviewer"]

/** The picture that an address names, where whoever asks may see it now; null for everything else. */
async function viewed(
  deps: Deps,
  target: Exclude<MediaTarget, { kind: "guideline" | "model" }>,
  who: Who,
): Promise<PictureBlobs | null> {
  const { db } = deps.storage
  const seesAssets = async (projectId: number) => {
    const { roles, isAsked } = await viewingRights(deps, who, projectId)
    return hasScope(who, ["read"]) && isAsked && roles.some((role) => SEES_ASSETS.includes(role))
  }
  if (target.kind === "asset")
    return (await seesAssets(target.projectId))
      ? ((await findAssetBlobs(db, target.projectId, target.assetId)) ?? null)
      : null
  const find = target.kind === "second" ? findSecondBlobs : findAssignmentBlobs
  const found = await find(db, target.publicId)
  if (!found) return null
  const isTheirs = found.personId === who.personId && hasScope(who, ["work", "read"])
  const { roles, isAsked } = await viewingRights(deps, who, found.projectId)
  const isSeen = (isTheirs && isAsked && roles.length > 0) || (await seesAssets(found.projectId))
  if (isSeen || (await isOmbudOf(deps, who, target.publicId))) return found
  return isAsked && (await isMentorOf(deps, who, found, roles)) ? found : null
}

/** Whether somebody labels in a project, owns none of it, and mentors whose answer it is. */
async function isMentorOf(
  { storage }: Deps,
  who: Who,
  { projectId, personId }: { readonly projectId: number; readonly personId: number },
  roles: readonly Role[],
): Promise<boolean> {
  if (!roles.includes("annotator") || roles.includes("owner") || !hasScope(who, ["work"])) return false
  return isMentoring(storage.db, { projectId, mentorId: who.personId, learnerId: personId })
}

/** Whether somebody is the ombud, and the answer one of those that they were written to about. */
async function isOmbudOf({ settings, storage }: Deps, who: Who, publicId: string): Promise<boolean> {
  const isOmbud = settings.get().ombud === who.personId && hasScope(who, ["read"])
  return isOmbud && (await isInMatter(storage.db, publicId))
}

async function guidelinePicture(
  deps: Deps,
  { projectId, sha256 }: { projectId: number; sha256: string },
  who: Who,
): Promise<LocatedMedia | null> {
  if (!hasScope(who, ["read", "work"]) || (await viewingRights(deps, who, projectId)).roles.length === 0) return null
  const own = await findGuidelinePictures(deps.storage.db, projectId, [sha256])
  return own.has(sha256) ? { sha256, mediaType: "image/jpeg", ...WHOLE } : null
}

/** The tiles of the picture behind an address. */
interface LocatedTiles {
  readonly state: PictureBlobs["pyramid"]
  /** All of them in one file; null while there are none. */
  readonly sha256: string | null
  readonly size: Size | null
}

/**
 * The tiles of the picture that the address of a full picture names, for whoever may see that picture now; null for
 * everything else.
 */
export async function locateTiles(deps: Deps, token: string, who: Who | null): Promise<LocatedTiles | null> {
  const target = readMedia(deps, token)
  if (!target || !who || target.kind === "guideline" || target.kind === "model" || target.variant !== "full")
    return null
  const asset = await viewed(deps, target, who)
  return asset && { state: asset.pyramid, sha256: asset.pyramidSha256, size: asset.size }
}

/**
 * The blob behind a media address; null when the address is wrong or over, its picture gone, or whoever asks may not see it
 * (any more): addresses end with the session, the membership and the project.
 */
export async function locateMedia(deps: Deps, token: string, who: Who | null): Promise<LocatedMedia | null> {
  const target = readMedia(deps, token)
  if (!target || (!who && target.kind !== "model")) return null
  const isAsCame = target.kind === "asset"
  if (target.kind === "guideline") return who && guidelinePicture(deps, target, who)
  const asset =
    target.kind === "model"
      ? await findAssetBlobs(deps.storage.db, target.projectId, target.assetId)
      : who && (await viewed(deps, target, who))
  if (!asset) return null
  if (target.variant === "peaks")
    return asset.sound && { sha256: asset.sound.peaksSha256, mediaType: "application/octet-stream", ...WHOLE }
  const derived =
    target.variant === "preview" ? asset.previewSha256 : target.variant === "thumbnail" ? asset.thumbnailSha256 : null
  if (!derived && target.variant !== "full" && assetKindOf(asset.mediaType) !== "image") return null
  if (derived) return { sha256: derived, mediaType: "image/jpeg", ...WHOLE }
  const { sha256, mediaType, sound, video } = asset
  // The copy that is played was made from the samples alone: it says nothing else.
  if (sound) return { ...WHOLE, sha256, mediaType, bytes: sound.playableBytes }
  if (video) return { ...WHOLE, sha256, mediaType, bytes: video.bytes, blanks: isAsCame ? [] : video.blanks }
  if (assetKindOf(mediaType) === "text") return { ...WHOLE, sha256, mediaType: "text/plain; charset=utf-8" }
  return { ...WHOLE, sha256, mediaType, isPlain: !isAsCame }
}

const KEPT_MS = 14 * 86_400_000

/** Address under which a finished export can be taken for as long as it is kept. */
export function downloadUrl(deps: Pick<Deps, "hmac">, name: string, madeAtMs: number): string {
  const claim = `${Buffer.from(name, "utf8").toString("base64url")}.${(madeAtMs + KEPT_MS).toString(36)}`
  return `/download/${claim}.${deps.hmac(`download:${claim}`).slice(0, 32)}`
}

/** The export that a download address names, or null. */
export function readDownload(deps: Pick<Deps, "hmac" | "nowMs">, token: string): string | null {
  const [name = "", until = "", signature = ""] = token.split(".")
  const claim = `${name}.${until}`
  if (deps.hmac(`download:${claim}`).slice(0, 32) !== signature || Number.parseInt(until, 36) < deps.nowMs())
    return null
  return Buffer.from(name, "base64url").toString("utf8")
}
