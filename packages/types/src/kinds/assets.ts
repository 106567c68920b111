import { z } from "zod"

/**
 * What an asset is to whoever works on it: an `image` is seen as a whole, `audio` is heard and a `video` played in time, a `text` is
 * read. What a file holds decides, never its name. All of them in the order in which they are offered and stored.
 */
export const AssetKind = z.enum(["image", "audio", "video", "text"])
export type AssetKind = z.infer<typeof AssetKind>

/** Every one of them: whatever it is, it can be answered about as a whole. */
export const ASSET_KINDS: readonly AssetKind[] = AssetKind.options

/** What an asset is by what its content was told to be. */
export function assetKindOf(mediaType: string): AssetKind {
  const [kind] = mediaType.split("/")
  return ASSET_KINDS.find((one) => one === kind) ?? "image"
}
