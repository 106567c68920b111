import type { Blank } from "@justesse/db/assets/rows"

/**
 * The bytes of a video, from the place `from` of its file on, with what only describes it overwritten in place: no place, date, name or
 * camera. Everything that is seen and heard stays to the byte, and where it was, so that parts can be asked for one by one.
 */
export async function* withBlanks(
  bytes: AsyncIterable<Uint8Array>,
  from: number,
  blanks: readonly Blank[],
): AsyncGenerator<Uint8Array> {
  let at = from
  for await (const chunk of bytes) {
    const end = at + chunk.length
    const inside = blanks.filter((blank) => blank.at < end && blank.at + blank.length > at)
    yield inside.length === 0 ? chunk : blanked(chunk, at, inside)
    at = end
  }
}

function blanked(chunk: Uint8Array, at: number, blanks: readonly Blank[]): Uint8Array {
  const written = Buffer.from(chunk)
  for (const blank of blanks) {
    const start = Math.max(0, blank.at - at)
    written.fill(0, start, Math.min(chunk.length, blank.at + blank.length - at))
    const head = Buffer.from(blank.head, "hex")
    for (const [i, byte] of head.entries()) {
      const place = blank.at + i - at
      if (place >= 0 && place < chunk.length) written[place] = byte
    }
  }
  return written
}
