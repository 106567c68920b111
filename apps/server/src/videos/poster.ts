import { spawn } from "node:child_process"
import type { Ffmpeg } from "../sounds/ffmpeg.ts"
import type { VideoHead } from "./contract.ts"

/** A frame is drawn in less, or not at all. */
const MOST_MS = 20_000
const MOST_BYTES = 32_000_000

/**
 * A moment of a video as a picture (PNG): a third of the way in, a second at most. Null where ffmpeg does not read it, or not in time:
 * a video without one is played all the same.
 */
export function drawPoster(
  path: string,
  { mediaType, durationMs }: VideoHead,
  { path: ffmpeg }: Ffmpeg,
): Promise<Uint8Array | null> {
  const from = Math.min(1, durationMs / 3_000).toFixed(3)
  const form = mediaType === "video/webm" ? "matroska" : "mov"
  // It is told what the file is, and may open nothing else.
  const input = ["-ss", from, "-protocol_whitelist", "file,pipe", "-f", form, "-i", path]
  const output = ["-map", "0:v:0", "-an", "-frames:v", "1", "-vf", "scale='min(1600,iw)':-2", "-c:v", "png"]
  const args = ["-hide_banner", "-nostdin", "-loglevel", "error", "-threads", "1", ...input, ...output]
  return new Promise((resolve) => {
    const child = spawn(ffmpeg, [...args, "-f", "image2pipe", "pipe:1"], { stdio: ["ignore", "pipe", "ignore"] })
    const late = setTimeout(() => child.kill("SIGKILL"), MOST_MS)
    const parts: Buffer[] = []
    let bytes = 0
    child.stdout.on("data", (part: Buffer) => {
      bytes += part.length
      if (bytes > MOST_BYTES) child.kill("SIGKILL")
      else parts.push(part)
    })
    child.on("error", () => resolve(null))
    child.on("close", (code) => {
      clearTimeout(late)
      resolve(code === 0 && bytes > 0 && bytes <= MOST_BYTES ? Buffer.concat(parts) : null)
    })
  })
}
