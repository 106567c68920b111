import { boxOf } from "@justesse/types"
import type { KindInReview } from "./contract.ts"

/** A line of writing is shown about this high, so that it can be read without coming too close. */
const LINE_SCREEN_PX = 38

/** Lines are judged by their letters, each line as high as letters are read, however long it is. */
export const transcription: KindInReview = {
  unit: "document",
  focus(engine, { place, candidates }) {
    const height = Math.min(place.height, ...candidates.flatMap(({ region }) => (region ? [boxOf(region).height] : [])))
    engine.focus(place, 0.12, Math.min(6, Math.max(0.2, LINE_SCREEN_PX / height)))
  },
}
