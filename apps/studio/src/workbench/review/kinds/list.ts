import type { ProjectKind } from "@justesse/types"
import { audio } from "./audio.ts"
import { boxes } from "./boxes.ts"
import { classification } from "./classification.ts"
import type { KindInReview } from "./contract.ts"
import { transcription } from "./transcription.ts"
import { verification } from "./verification.ts"

/** How the review page looks at each kind of task. A kind that is forgotten here does not compile. */
export const IN_REVIEW: { readonly [K in ProjectKind]: KindInReview } = {
  boxes,
  transcription,
  classification,
  // Opinions do not come here: one would be looked at as a class is.
  rating: classification,
  comparison: classification,
  audio,
  // Of a form each question is decided by itself, with all of the picture in sight.
  form: { ...classification, unit: "form" },
  verification,
}

/** What a task of a kind is called in sentences of the review page. */
export function unitOf(kind: ProjectKind): "asset" | NonNullable<KindInReview["unit"]> {
  return IN_REVIEW[kind].unit ?? "asset"
}
