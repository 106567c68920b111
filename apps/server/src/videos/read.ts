import { JustesseError } from "@justesse/types"
import { FileBytes } from "./bytes.ts"
import type { VideoHead } from "./contract.ts"
import { readMp4 } from "./mp4.ts"
import { readWebm } from "./webm.ts"

/**
 * What a file of moving pictures says of itself, by its content, never by its name. Null for one that is only heard.
 *
 * @throws JustesseError video_kind | video_broken
 */
export async function readVideo(path: string): Promise<VideoHead | null> {
  return FileBytes.within(path, async (bytes) => {
    const head = await bytes.at(0, 512)
    if (head.length === 0) throw new JustesseError("video_broken", { why: "empty" })
    const found = isMp4(head) ? await readMp4(bytes) : isEbml(head) ? await readWebm(bytes) : unplayableIn(head)
    if (found === null) throw new JustesseError("video_broken", { why: "header" })
    if (found === "sound") return null
    if ("unplayable" in found) throw new JustesseError("video_kind", { kind: found.unplayable })
    if (!isPossible(found)) throw new JustesseError("video_broken", { why: "header" })
    return found
  })
}

/** No film lasts longer, in milliseconds, and no screen is wider, in pixels: what says so is damaged. */
const MOST = { durationMs: 1_000 * 3_600_000, side: 65_535 }

function isPossible({ durationMs, width, height }: VideoHead): boolean {
  return durationMs <= MOST.durationMs && Math.max(width, height) <= MOST.side
}

const isEbml = (head: Buffer) => head.toString("latin1", 0, 4) === "\x1a\x45\xdf\xa3"

/** Films of before the mark of MP4 begin with one of their other boxes. */
function isMp4(head: Buffer): boolean {
  return ["ftyp", "moov", "mdat", "wide", "free", "skip"].includes(head.toString("latin1", 4, 8))
}

/** Forms that no browser plays; sound alone where it is one of the forms of sound, null where nothing is recognised. */
function unplayableIn(head: Buffer): { readonly unplayable: string } | "sound" | null {
  const at = (offset: number, text: string) => head.toString("latin1", offset, offset + text.length) === text
  if (at(0, "RIFF") && at(8, "AVI ")) return { unplayable: "AVI" }
  if (at(0, "FLV")) return { unplayable: "Flash (FLV)" }
  if (at(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11")) return { unplayable: "Windows Media (WMV)" }
  if (at(0, "\x00\x00\x01\xba") || at(0, "\x00\x00\x01\xb3")) return { unplayable: "MPEG" }
  if (head[0] === 0x47 && head[188] === 0x47) return { unplayable: "MPEG-TS" }
  if (at(0, "OggS")) return head.includes("theora") ? { unplayable: "Ogg Theora" } : "sound"
  return at(0, "RIFF") || at(0, "ID3") || at(0, "fLaC") ? "sound" : null
}
