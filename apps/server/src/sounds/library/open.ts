import { Refusal } from "../../children/refusal.ts"
import type { Decoding } from "../contract.ts"
import type { Recognised } from "../recognise.ts"
import { openAdts } from "./adts.ts"
import type { Decoded } from "./decoder.ts"
import { giveBack, type Library, takeLibrary } from "./load.ts"
import { openMp4 } from "./mp4.ts"
import type { Packets } from "./packets.ts"
import { Timeline } from "./timeline.ts"

/** Of the library that came with this program. */
const DECODED_BY = "libav.js"
/** So many packets are decoded before it is said how the sound is: a way of packing may say later that it holds higher tones. */
const FIRST_PACKETS = 8

/**
 * A file of MP4 or AAC as the library reads it that came with this program, in pieces. Damage on the way costs what is damaged and is told
 * at the end.
 *
 * @returns null for another form, and where the library is not there or has no decoder for it
 * @throws Refusal recording_broken | recording_empty
 */
export async function openByLibrary(path: string, { form, at }: Recognised): Promise<Decoding | null> {
  if (form !== "mp4" && form !== "aac") return null
  const library = await takeLibrary()
  if (!library) return null
  const packets = form === "aac" ? openAdts(library, path, at) : await openMp4(library, path, at)
  if (packets) return begin(library, packets)
  giveBack(library)
  return null
}

async function begin(library: Library, packets: Packets): Promise<Decoding> {
  const { first, hasLost } = await beginning(packets)
  const known = first.at(-1)
  if (!known) {
    await packets.close()
    giveBack(library)
    throw hasLost ? new Refusal("recording_broken", { why: "no_samples" }) : new Refusal("recording_empty")
  }
  const { codec, mediaType, unit, seconds } = packets
  const { sampleRate } = known
  const channels = known.channelData.length
  const expected = seconds === null ? null : Math.round(seconds * sampleRate)
  const timeline = new Timeline({ sampleRate, channels, unit, expected })
  if (hasLost) timeline.lose()
  return {
    head: { codec, mediaType, sampleRate, channels, expected },
    decodedBy: DECODED_BY,
    pieces: pieces(library, { packets, first, timeline }),
    isCutOff: () => timeline.isCutOff(),
  }
}

/** What the first packets hold, and whether something of them could not be read. */
async function beginning(packets: Packets): Promise<{ first: Decoded[]; hasLost: boolean }> {
  const first: Decoded[] = []
  let hasLost = false
  for (let i = 0; i < FIRST_PACKETS || first.length === 0; i++) {
    const decoded = await packets.next()
    if (packets.hasLost()) hasLost = true
    if (!decoded) break
    first.push(...decoded)
  }
  return { first, hasLost }
}

interface Begun {
  readonly packets: Packets
  readonly first: readonly Decoded[]
  readonly timeline: Timeline
}

async function* pieces(library: Library, { packets, first, timeline }: Begun): AsyncGenerator<readonly Float32Array[]> {
  let hasTripped = false
  try {
    for (let decoded: readonly Decoded[] | null = first; decoded; decoded = await packets.next()) {
      if (packets.hasLost()) timeline.lose()
      for (const part of decoded) yield* timeline.put(part)
    }
    yield* timeline.end()
  } catch (error) {
    hasTripped = true
    throw error
  } finally {
    await packets.close()
    if (!hasTripped) giveBack(library)
  }
}
