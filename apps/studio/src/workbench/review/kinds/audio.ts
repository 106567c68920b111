import { Middle } from "../../sound/review/Middle.tsx"
import type { KindInReview } from "./contract.ts"

/**
 * A stretch of a recording is heard: no picture goes to it. It comes with the review page: fetched apart, it moves what both share into
 * what every task page loads.
 */
export const audio: KindInReview = {
  Middle,
  focus: () => {},
}
