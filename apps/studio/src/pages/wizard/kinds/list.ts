import type { ProjectKind } from "@justesse/types"
import { audio } from "./audio.tsx"
import { boxes } from "./boxes.tsx"
import { classification } from "./classification.tsx"
import { comparison } from "./comparison.tsx"
import type { KindInWizard } from "./contract.ts"
import { form } from "./form.tsx"
import { rating } from "./rating.tsx"
import { transcription } from "./transcription.tsx"
import { verification } from "./verification.tsx"

/** What the wizard shows of each kind. A kind that is forgotten here does not compile. */
export const IN_WIZARD: { readonly [K in ProjectKind]: KindInWizard } = {
  boxes,
  transcription,
  classification,
  rating,
  comparison,
  audio,
  form,
  verification,
}
