import type { ProjectKind } from "@justesse/types"
import { audio } from "./audio.ts"
import { boxes } from "./boxes.ts"
import { classification } from "./classification.ts"
import { comparison } from "./comparison.ts"
import type { KindQuality } from "./contract.ts"
import { form } from "./form.ts"
import { rating } from "./rating.ts"
import { transcription } from "./transcription.ts"
import { verification } from "./verification.ts"

/** How answers of each kind are brought together and measured. A kind that is forgotten here does not compile. */
export const KINDS: { readonly [K in ProjectKind]: KindQuality } = {
  boxes,
  transcription,
  classification,
  rating,
  comparison,
  audio,
  form,
  verification,
}
