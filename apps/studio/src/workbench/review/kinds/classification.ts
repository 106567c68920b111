import type { KindInReview } from "./contract.ts"

/** The whole picture was asked about: all of it is looked at. */
export const classification: KindInReview = {
  focus: (engine) => engine.fit(),
}
