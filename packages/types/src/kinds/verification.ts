import type { Verdict } from "../annotation.ts"
import { AttributeId, LabelId } from "../ids.ts"
import type { Label } from "../ontology.ts"
import type { Localized } from "../text.ts"
import type { KindType } from "./contract.ts"

/** Why something is wrong, as an attribute of that answer. */
export const WRONG_REASON = AttributeId.parse("reason")

const option = (id: string, en: string, fr: string) => ({ id, name: { en, fr } })

const verdict = (id: Verdict, name: Localized, color: string, key: string): Label => ({
  ...{ id: LabelId.parse(id), name, color, key, hasText: false, attributes: [], retired: false },
})

const REASON: Label["attributes"][number] = {
  id: WRONG_REASON,
  name: { en: "Wrong in which way?", fr: "Faux en quoi ?" },
  kind: "choice",
  options: [
    option("another_thing", "another thing", "autre chose"),
    option("several", "two in one", "deux en un"),
    option("part", "part of one", "une partie seulement"),
    option("twice", "there twice", "là deux fois"),
    option("nothing", "nothing there", "rien à cet endroit"),
  ],
  required: false,
}

/** Whether a region, a label or a text, or what is written down of a stretch of time, is right: one answer of four, with a reason or a correction. */
export const verificationType: KindType = {
  assets: ["image", "audio"],
  opening: "fit",
  readsLines: false,
  parts: "whole",
  about: "region",
  verdicts: [
    verdict("right", { en: "right", fr: "juste" }, "#009e73", "y"),
    verdict("fix", { en: "fix", fr: "à corriger" }, "#e69f00", "e"),
    { ...verdict("wrong", { en: "wrong", fr: "faux" }, "#d55e00", "n"), attributes: [REASON] },
    verdict("cannot_tell", { en: "cannot tell", fr: "impossible à dire" }, "#b0b4ba", "u"),
  ],
  reasons: ["missing_object", "spurious_object", "wrong_label", "empty_or_random"],
}
