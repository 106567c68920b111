import { createReadStream } from "node:fs"
import { aacBytes } from "../recognise.ts"
import { LibraryDecoder } from "./decoder.ts"
import type { Library } from "./load.ts"
import type { Packets } from "./packets.ts"

const CHUNK_BYTES = 65_536
const HEAD_BYTES = 7
/** What may stand behind the last frame and is no sound. */
const TAGS = ["TAG", "APETAGEX", "LYRICSBEGIN"]

/** AAC as frames one after the other (ADTS), which begin at `at`. What lies between frames is passed over, and told. */
export function openAdts(library: Library, path: string, at: number): Packets {
  const decoder = new LibraryDecoder(library, "aac")
  const frames = framesOf(path, at)
  let hasHole = false
  let isEnded = false
  return {
    ...{ codec: "AAC", mediaType: "audio/aac", unit: null, seconds: null },
    async next() {
      if (isEnded) return null
      const { value, done } = await frames.next()
      if (done) {
        isEnded = true
        return decoder.rest()
      }
      if (value === "hole") hasHole = true
      return value === "hole" ? [] : decoder.takeBytes(value)
    },
    hasLost() {
      const has = decoder.hasLost() || hasHole
      hasHole = false
      return has
    },
    async close() {
      await frames.return()
      decoder.free()
    },
  }
}

/** Frames as they lie in the file, and a word where something else lies. */
async function* framesOf(path: string, start: number): AsyncGenerator<Buffer | "hole", void> {
  let left: Buffer = Buffer.alloc(0)
  let isInStep = false
  for await (const chunk of createReadStream(path, { start, highWaterMark: CHUNK_BYTES })) {
    left = Buffer.concat([left, chunk as Buffer]) // without an encoding a stream gives bytes
    let at = 0
    while (at + HEAD_BYTES <= left.length) {
      const length = aacBytes(left, at)
      const next = at + length
      // Bytes of a frame may look like the head of one: behind a hole, another must follow.
      if (length > 0 && next + (isInStep ? 0 : HEAD_BYTES) > left.length) break
      const isFrame: boolean = length > 0 && (isInStep || aacBytes(left, next) > 0)
      if (isFrame) yield left.subarray(at, next)
      else if (isInStep && isTag(left, at)) return
      else if (isInStep) yield "hole"
      isInStep = isFrame
      at = isFrame ? next : at + 1
    }
    left = left.subarray(at)
  }
  if (left.length > 0) yield "hole"
}

function isTag(bytes: Buffer, at: number): boolean {
  return TAGS.some((tag) => bytes.toString("latin1", at, at + tag.length) === tag)
}
