import { classification } from "./classification.tsx"
import type { KindOnPage } from "./contract.ts"

/** A grade of a whole asset, with what made somebody say so: a digit chooses it, and Enter sends. */
export const rating: KindOnPage = {
  ...classification,
  choose: (_, model, label) => model.answerWhole(label),
  saidNothing: () => undefined,
}
