import { type Levels, levelsOf } from "@justesse/editor/sound/levels"
import { readPeaks } from "@justesse/types/sound/peaks"

/** Between two drawings of what has come, in bytes: the coarse levels come first, and all of a recording is seen at once. */
const STEP_BYTES = 65_536

/** Reads the peaks of a recording and tells how loud it is, as soon as a level has come whole, and again with each finer one. */
export async function readLevels(asked: Promise<Response>, tell: (levels: readonly Levels[]) => void): Promise<void> {
  const response = await asked
  if (!response.ok || !response.body) throw new Error(`peaks: ${response.status}`)
  const reader = response.body.getReader()
  let bytes = new Uint8Array(STEP_BYTES)
  let [length, read, told] = [0, 0, 0]
  for (;;) {
    const { done, value } = await reader.read()
    if (value) {
      if (length + value.length > bytes.length) {
        const larger = new Uint8Array(Math.max(bytes.length * 2, length + value.length))
        larger.set(bytes.subarray(0, length))
        bytes = larger
      }
      bytes.set(value, length)
      length += value.length
    }
    if (!done && length - read < STEP_BYTES) continue
    read = length
    const peaks = readPeaks(bytes.subarray(0, length))
    if (peaks && peaks.levels.length > told) {
      told = peaks.levels.length
      tell(levelsOf(peaks))
    }
    if (!done) continue
    if (told === 0) throw new Error("peaks: none")
    return
  }
}
