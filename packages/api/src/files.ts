import { mediaBlobs } from "@justesse/db"
import type { Deps } from "./core/deps.ts"
import { type MediaTarget, readMedia } from "./media.ts"

/** Where a picture's bytes lie and what they are. */
export interface LocatedMedia {
  readonly sha256: string
  readonly mediaType: string
}

async function locate(deps: Deps, target: MediaTarget): Promise<LocatedMedia | null> {
  if (target.kind === "blob") return { sha256: target.sha256, mediaType: "image/jpeg" }
  const repo = mediaBlobs(deps.storage.db)
  const asset =
    target.kind === "asset"
      ? await repo.ofAsset(target.projectId, target.assetId)
      : await repo.ofAssignment(target.publicId)
  if (!asset) return null
  const derived =
    target.variant === "preview" ? asset.previewSha256 : target.variant === "thumbnail" ? asset.thumbnailSha256 : null
  return derived ? { sha256: derived, mediaType: "image/jpeg" } : { sha256: asset.sha256, mediaType: asset.mediaType }
}

/** The blob behind a media address, or null when the address is wrong, over, or its picture gone. */
export async function locateMedia(deps: Deps, token: string): Promise<LocatedMedia | null> {
  const target = readMedia(deps, token)
  return target && locate(deps, target)
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
