import { type Ontology, ProjectKind } from "@justesse/types"
import { audio } from "./audio.ts"
import { boxes } from "./boxes.ts"
import { classification } from "./classification.ts"
import { comparison } from "./comparison.ts"
import type { KindBeginning } from "./contract.ts"
import { form } from "./form.ts"
import { rating } from "./rating.ts"
import { transcription } from "./transcription.ts"
import { verification } from "./verification.ts"

/** How projects of each kind begin. A kind that is forgotten here does not compile. */
export const BEGINNINGS: { readonly [K in ProjectKind]: KindBeginning } = {
  boxes,
  transcription,
  classification,
  rating,
  comparison,
  audio,
  form,
  verification,
}

/** The kind that labels from files stand for; null where they may be of any. */
export function kindMeantBy(ontology: Ontology): ProjectKind | null {
  return ProjectKind.options.find((kind) => BEGINNINGS[kind].isMeantBy(ontology)) ?? null
}
