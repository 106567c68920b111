import type { MediaFacts } from "@justesse/db/assets/rows"
import type { AssetNumber } from "@justesse/types"
import type { Media } from "@justesse/types/wire/common"
import type { Deps } from "./core/deps.ts"

/** Which rendering of an asset. */
type Variant = "full" | "preview" | "thumbnail" | "peaks"

const HOUR_MS = 3_600_000

/**
 * Addresses of a blob's renderings. They carry an opaque, keyed reference (never task, asset or hash: I5) and a signature,
 * valid for one to two hours; the hour is rounded so that a browser can keep what it has.
 *
 * @param facts what is known of it where it is no picture
 */
export function mediaUrls(
  deps: Pick<Deps, "hmac" | "nowMs">,
  reference: string,
  facts: MediaFacts | null = null,
): Media {
  const urls = signedUrls(deps, reference)
  if (facts === null) return urls.media
  const alone = { full: urls.media.full, preview: "", thumbnail: "" }
  if (facts.medium === "text") return { ...alone, text: facts.isMarkdown ? "markdown" : "plain" }
  const { durationMs } = facts
  if (facts.medium === "video") {
    const { size, bytes, hasPoster } = facts
    return { ...(hasPoster ? urls.media : alone), video: { durationMs, size, bytes } }
  }
  const { sampleRate, channels } = facts
  return { ...urls.media, sound: { durationMs, sampleRate, channels, peaks: urls.peaks } }
}

interface Urls {
  readonly media: Media
  readonly peaks: string
}

function signedUrls(deps: Pick<Deps, "hmac" | "nowMs">, reference: string): Urls {
  const until = Math.ceil(deps.nowMs() / HOUR_MS) * HOUR_MS + HOUR_MS
  const known = signed.get(deps.hmac) ?? new Map<string, Urls>()
  signed.set(deps.hmac, known)
  const key = `${reference}.${until}`
  const made = known.get(key) ?? sign(deps, reference, until)
  if (known.size >= MOST_SIGNED) known.clear()
  known.set(key, made)
  return made
}

/** Addresses that were signed already, by the key: a lease in hand is told with each answer of its holder. */
const signed = new WeakMap<Deps["hmac"], Map<string, Urls>>()
const MOST_SIGNED = 20_000

function sign(deps: Pick<Deps, "hmac">, reference: string, until: number): Urls {
  const url = (variant: Variant) => {
    const claim = `${reference}.${variant}.${until.toString(36)}`
    return `/media/${claim}.${deps.hmac(`media:${claim}`).slice(0, 32)}`
  }
  return {
    media: { full: url("full"), preview: url("preview"), thumbnail: url("thumbnail") },
    // Pictures have none: it is signed once a recording asks for it.
    get peaks() {
      return url("peaks")
    },
  }
}

/** Addresses where there is no picture. */
export const NO_MEDIA: Media = { full: "", preview: "", thumbnail: "" }

/** Reference of a picture for the person who holds an assignment: the assignment's public id, nothing else. */
export function assignmentReference(publicId: string): string {
  return `a-${publicId}`
}

/** The same of the second picture of a task about two. */
export function secondReference(publicId: string): string {
  return `b-${publicId}`
}

/** Reference of a picture for owners and reviewers, who know assets by number. */
export function assetReference(projectId: number, assetId: AssetNumber): string {
  return `p-${projectId}-${assetId}`
}

/** Reference of a picture of a project's guideline, by its hash. */
export function guidelineReference(projectId: number, sha256: string): string {
  return `g-${projectId}-${sha256}`
}

/** How long a model has to fetch what it is asked about. */
const MODEL_MS = 10 * 60_000

/** Address of an asset for the model that is asked about it: whoever has it needs no session, for minutes. */
export function modelMediaUrl(
  deps: Pick<Deps, "hmac" | "nowMs">,
  projectId: number,
  assetId: AssetNumber,
  variant: Extract<Variant, "full" | "preview">,
): string {
  const claim = `m-${projectId}-${assetId}.${variant}.${(deps.nowMs() + MODEL_MS).toString(36)}`
  return `/media/${claim}.${deps.hmac(`media:${claim}`).slice(0, 32)}`
}

export type MediaTarget =
  | { readonly kind: "model"; readonly projectId: number; readonly assetId: AssetNumber; readonly variant: Variant }
  | { readonly kind: "assignment" | "second"; readonly publicId: string; readonly variant: Variant }
  | { readonly kind: "asset"; readonly projectId: number; readonly assetId: AssetNumber; readonly variant: Variant }
  | { readonly kind: "guideline"; readonly projectId: number; readonly sha256: string; readonly variant: Variant }

const VARIANTS: readonly string[] = ["full", "preview", "thumbnail", "peaks"]

/** What a media address stands for, or null when its signature is wrong or its time is over. */
export function readMedia(deps: Pick<Deps, "hmac" | "nowMs">, token: string): MediaTarget | null {
  const at = token.lastIndexOf(".")
  const claim = token.slice(0, at)
  if (at < 0 || deps.hmac(`media:${claim}`).slice(0, 32) !== token.slice(at + 1)) return null
  const [reference = "", variant = "", until = ""] = claim.split(".")
  if (!VARIANTS.includes(variant) || Number.parseInt(until, 36) < deps.nowMs()) return null
  const named = { variant: variant as Variant } // checked the line above
  if (reference.startsWith("a-")) return { kind: "assignment", publicId: reference.slice(2), ...named }
  if (reference.startsWith("b-")) return { kind: "second", publicId: reference.slice(2), ...named }
  const [kind, projectId, assetId = ""] = reference.split("-")
  if (kind === "g") return { kind: "guideline", projectId: Number(projectId), sha256: assetId, ...named }
  return { kind: kind === "m" ? "model" : "asset", projectId: Number(projectId), assetId: Number(assetId), ...named }
}
