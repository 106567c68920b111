import type { ProjectKind } from "@justesse/types"
import { audioEditing } from "./audio.ts"
import { boxesEditing } from "./boxes.ts"
import { classificationEditing } from "./classification.ts"
import type { KindEditing } from "./contract.ts"
import { transcriptionEditing } from "./transcription.ts"

/** How each kind of task is edited. A kind that is forgotten here does not compile. */
export const EDITINGS: { readonly [K in ProjectKind]: KindEditing } = {
  boxes: boxesEditing,
  transcription: transcriptionEditing,
  classification: classificationEditing,
  rating: classificationEditing,
  comparison: classificationEditing,
  audio: audioEditing,
  form: classificationEditing,
  verification: classificationEditing,
}
