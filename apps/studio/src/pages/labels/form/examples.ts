import type { Field } from "@justesse/types/forms/field"
import type { LabelId } from "@justesse/types/ids"
import { type Label, labelColor } from "@justesse/types/ontology"

type Text = readonly [en: string, fr: string]

const named = ([en, fr]: Text) => ({ en, fr })
const BASE = { must: true, cannotTell: false, compared: "exactly" } as const
const options = (...texts: readonly Text[]) => texts.map((text) => ({ id: text[0], name: named(text) }))

const question = (at: number, id: string, name: Text, field: Field): Label => ({
  id: id as LabelId,
  name: named(name),
  color: labelColor(at),
  key: null,
  hasText: false,
  attributes: [],
  field,
  retired: false,
})

const shop: readonly Label[] = [
  question(0, "open", ["Is it open?", "Est-ce ouvert ?"], {
    ...{ ...BASE, cannotTell: true, kind: "choice" },
    options: options(["open", "ouvert"], ["closed", "fermé"]),
  }),
  question(1, "goods", ["What is sold here?", "Que vend-on ici ?"], {
    ...{ ...BASE, kind: "several" },
    options: options(
      ["fruit, vegetables", "fruits, légumes"],
      ["bread", "pain"],
      ["meat, fish", "viande, poisson"],
      ["flowers", "fleurs"],
      ["other", "autre chose"],
    ),
  }),
  question(2, "sign", ["What does the main sign say?", "Que dit l’enseigne principale ?"], {
    ...{ ...BASE, must: false, compared: "text", kind: "text", isLong: false },
    help: { en: "As it is written. Empty if there is none.", fr: "Comme c’est écrit. Vide s’il n’y en a pas." },
  }),
  question(3, "prices", ["Are prices to be seen?", "Voit-on des prix ?"], { ...BASE, kind: "yes_no" }),
  question(4, "lowest", ["The lowest price", "Le prix le plus bas"], {
    ...{ ...BASE, must: false, kind: "number", unit: "€", min: 0 },
    askedIf: { field: "prices" as LabelId, is: ["true"] },
  }),
  question(5, "seen", ["How well can the goods be seen?", "Voit-on bien la marchandise ?"], {
    ...{ ...BASE, must: false, compared: "opinion", kind: "scale", steps: 5 },
    ...{ low: { en: "hardly", fr: "à peine" }, high: { en: "fully", fr: "tout à fait" } },
  }),
  question(6, "else", ["Anything else?", "Autre chose ?"], {
    ...{ ...BASE, must: false, compared: "opinion", kind: "text", isLong: true },
  }),
]

const photo: readonly Label[] = [
  question(0, "usable", ["Can this photo be used?", "Cette photo est-elle utilisable ?"], { ...BASE, kind: "yes_no" }),
  question(1, "why", ["Why not?", "Pourquoi pas ?"], {
    ...{ ...BASE, kind: "several" },
    options: options(
      ["blurred", "floue"],
      ["too dark", "trop sombre"],
      ["cut off", "coupée"],
      ["something else", "autre"],
    ),
    askedIf: { field: "usable" as LabelId, is: ["false"] },
  }),
  question(2, "where", ["Where is it worst?", "Où est-ce le pire ?"], {
    ...{ ...BASE, must: false, compared: "within", tolerance: 40, kind: "point" },
    askedIf: { field: "usable" as LabelId, is: ["false"] },
  }),
  question(3, "sharp", ["How sharp is it?", "Est-elle nette ?"], {
    ...{ ...BASE, must: false, compared: "opinion", kind: "scale", steps: 5 },
    ...{ low: { en: "blurred", fr: "floue" }, high: { en: "sharp", fr: "nette" } },
  }),
]

const receipt: readonly Label[] = [
  question(0, "legible", ["Can it be read?", "Est-il lisible ?"], { ...BASE, kind: "yes_no" }),
  question(1, "seller", ["Who sold?", "Qui a vendu ?"], {
    ...{ ...BASE, cannotTell: true, compared: "text", kind: "text", isLong: false },
    help: { en: "The name at the top, as it is written.", fr: "Le nom en haut, comme il est écrit." },
    askedIf: { field: "legible" as LabelId, is: ["true"] },
  }),
  question(2, "day", ["On which day?", "Quel jour ?"], {
    ...{ ...BASE, cannotTell: true, kind: "date" },
    askedIf: { field: "legible" as LabelId, is: ["true"] },
  }),
  question(3, "total", ["What is the total?", "Quel est le total ?"], {
    ...{ ...BASE, cannotTell: true, kind: "number", min: 0, unit: "€" },
    askedIf: { field: "legible" as LabelId, is: ["true"] },
  }),
  question(4, "paid", ["How was it paid?", "Comment a-t-on payé ?"], {
    ...{ ...BASE, cannotTell: true, kind: "choice" },
    options: options(["cash", "espèces"], ["card", "carte"], ["otherwise", "autrement"]),
    askedIf: { field: "legible" as LabelId, is: ["true"] },
  }),
]

/** Forms to begin with, by name; each is changed as one likes. */
export const EXAMPLES = { shop, photo, receipt } as const
