import type { Box, Size } from "@justesse/types"

/** Width of the strip that is shown, in heights of it. */
const STRIP = 2.6
/** How much of the strip's height what is looked at takes at most. */
const FILLS = 0.72

/** A strip of the picture with what is looked at in its middle; the answer stays in sight below it. */
export function stripAround(area: Box, size: Size): Box {
  const height = Math.min(size.height, size.width / STRIP, Math.max(area.height / FILLS, area.width / FILLS / STRIP))
  const tall = Math.min(size.height, Math.max(height, area.height))
  const width = Math.min(size.width, tall * STRIP)
  const clamp = (value: number, most: number) => Math.min(Math.max(0, value), Math.max(0, most))
  return {
    x: clamp(area.x + area.width / 2 - width / 2, size.width - width),
    y: clamp(area.y + area.height / 2 - tall / 2, size.height - tall),
    width,
    height: tall,
  }
}
