import { findLines } from "@justesse/editor/lines/find"
import { toGrey } from "@justesse/editor/lines/ink"
import type { Asked, Told } from "./messages.ts"

/** Looks for lines away from the page's own thread: one picture, and what was found. It is ended by whoever began it. */
self.addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  const { bitmap } = data
  const { width, height } = bitmap
  const ctx = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })
  if (!ctx) throw new Error("a worker without a canvas")
  ctx.drawImage(bitmap, 0, 0)
  bitmap.close()
  const picture = toGrey(ctx.getImageData(0, 0, width, height).data, width, height)
  tell({ share: 0.2 })
  const lines = findLines(picture, (share) => tell({ share: 0.2 + 0.8 * share }))
  tell({ lines })
})

function tell(told: Told): void {
  self.postMessage(told)
}
