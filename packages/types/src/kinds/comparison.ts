import { z } from "zod"
import type { AnnotationBody } from "../annotation.ts"
import { AttributeId, LabelId } from "../ids.ts"
import type { Label } from "../ontology.ts"
import type { Localized } from "../text.ts"
import type { KindType } from "./contract.ts"

/** What somebody says of two assets. `none`: no difference; `neither`: none of them will do. Never which side it stood on. */
export const PairVerdict = z.enum(["first", "second", "none", "neither"])
export type PairVerdict = z.infer<typeof PairVerdict>

/** By how much one is better, as an attribute of that answer: 1 to 3. */
export const HOW_MUCH = AttributeId.parse("much")

const option = (id: string, en: string, fr: string) => ({ id, name: { en, fr } })

const MUCH: Label["attributes"][number] = {
  id: HOW_MUCH,
  name: { en: "By how much?", fr: "De combien ?" },
  kind: "choice",
  options: [
    option("1", "a little", "un peu"),
    option("2", "clearly", "nettement"),
    option("3", "no comparison", "sans comparaison"),
  ],
  required: false,
}

const verdict = (id: PairVerdict, name: Localized, color: string, attributes: Label["attributes"]): Label => ({
  ...{ id: LabelId.parse(id), name, color, key: null, hasText: false, attributes, retired: false },
})

/** Which of two assets is better: an opinion, which has no known answer and which nobody can reject. */
export const comparisonType: KindType = {
  assets: ["image", "audio"],
  opening: "fit",
  readsLines: false,
  parts: "whole",
  about: "pair",
  verdicts: [
    verdict("first", { en: "the first", fr: "la première" }, "#0072b2", [MUCH]),
    verdict("second", { en: "the second", fr: "la seconde" }, "#d55e00", [MUCH]),
    verdict("none", { en: "no difference", fr: "aucune différence" }, "#b0b4ba", []),
    verdict("neither", { en: "neither will do", fr: "rien ne convient" }, "#5a5f66", []),
  ],
  reasons: [],
}

/** What an answer says of its pair; null where it says nothing. */
export function pairVerdictOf({ regions }: Pick<AnnotationBody, "regions">): PairVerdict | null {
  return PairVerdict.safeParse(regions[0]?.label).data ?? null
}

/** By how much, of an answer that says so: 1 to 3. */
export function howMuchOf({ regions }: Pick<AnnotationBody, "regions">): number | null {
  const said = Number(regions[0]?.attributes?.[HOW_MUCH])
  return Number.isInteger(said) && said >= 1 ? said : null
}
