import { type Label, LabelId, labelColor } from "@justesse/types"
import type { TimedText } from "@justesse/types/dataset"
import type { Tally } from "../report/lines.ts"

/** The label of what is said, where files name none. */
export const SPEECH: Label = {
  ...{ id: LabelId.parse("speech"), name: { en: "speech", fr: "parole" }, color: labelColor(0), key: "1" },
  ...{ hasText: true, attributes: [], retired: false },
}

/** The tier of stretches that name none: ELAN's own first tier is called so, and nobody in it is. */
export const UNNAMED_TIER = "default"

/** Counts the label of a stretch in files that hold none; that of speech comes back by itself. */
export function tallyLabel({ label }: TimedText, tally: Tally): void {
  if (label !== undefined && label !== SPEECH.id) tally.add("lost", "labels", label)
}
