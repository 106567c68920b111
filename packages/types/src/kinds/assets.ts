import { z } from "zod"

/**
 * What an asset is to whoever works on it: an `image` is seen as a whole, `audio` is heard and a `video` played in time, a `text` is
 * read. What a file holds decides, never its name.
 */
export const AssetKind = z.enum(["image", "audio", "video", "text"])
export type AssetKind = z.infer<typeof AssetKind>
