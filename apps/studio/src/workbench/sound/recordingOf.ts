import type { Media } from "@justesse/types/wire/common"
import type { Recording } from "./model.ts"

/** The recording of a task; null where it has none that could be heard. */
export function recordingOf({ media }: { readonly media: Media }): Recording | null {
  const { full, sound } = media
  return sound ? { url: full, peaks: sound.peaks, durationMs: sound.durationMs } : null
}
