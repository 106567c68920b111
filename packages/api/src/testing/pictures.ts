import { JustesseError } from "@justesse/types"
import type { Pictures } from "../core/deps.ts"

/** The longest picture that is prepared, in pixels altogether. */
const MOST_PIXELS = 100_000_000

/** A PNG of this size without pixels: enough for whoever reads headers. `mark` makes its bytes its own. */
export function pngHeader(width: number, height: number, mark = ""): Uint8Array {
  const body = Buffer.alloc(33)
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]).copy(body)
  body.write("IHDR", 12, "latin1")
  body.writeUInt32BE(width, 16)
  body.writeUInt32BE(height, 20)
  return new Uint8Array(Buffer.concat([body, Buffer.from(mark, "utf8")]))
}

/** Reads the size of PNGs from their header as the real worker does, and refuses what it refuses; renders nothing. */
export const headerPictures: Pictures = {
  prepare(bytes) {
    const file = Buffer.from(bytes)
    if (file.subarray(0, 200).toString("latin1").includes("<svg"))
      throw new JustesseError("picture_kind", { kind: "svg" })
    const isPng =
      file.length >= 33 && file.toString("latin1", 1, 4) === "PNG" && file.toString("latin1", 12, 16) === "IHDR"
    if (!isPng) throw new JustesseError("picture_broken")
    const width = file.readUInt32BE(16)
    const height = file.readUInt32BE(20)
    if (width * height > MOST_PIXELS) throw new JustesseError("picture_too_large", { width, height })
    const derived = (what: string) => new TextEncoder().encode(`${what} of ${file.toString("base64")}`)
    return Promise.resolve({
      mediaType: "image/png",
      width,
      height,
      upright: null,
      preview: derived("preview"),
      thumbnail: derived("thumbnail"),
    })
  },
}
