import type { Language } from "@justesse/types"
import { type Label, labelColor } from "@justesse/types/ontology"
import { DEFAULT_SETTINGS } from "@justesse/types/project"
import type { LabelChoice } from "@justesse/types/wire/imports"
import type { ProjectDraft } from "@justesse/types/wire/project"

export type Template = ProjectDraft["template"]

const label = (index: number, en: string, fr: string, hasText = false): Label => ({
  // The id is the English name once and for ever; what people read may change.
  id: en as Label["id"],
  name: { en, fr },
  color: labelColor(index),
  key: String(index + 1),
  hasText,
  attributes: [],
  retired: false,
})

const LABELS: Record<Template, readonly Label[]> = {
  boxes: [label(0, "vehicle", "véhicule"), label(1, "person", "personne"), label(2, "sign", "panneau")],
  receipts: [label(0, "line", "ligne", true), label(1, "total", "total", true)],
  empty: [],
}

/** Whether a name is one that a template gave, in both languages. */
export function isTemplateName(name: Label["name"]): boolean {
  return Object.values(LABELS)
    .flat()
    .some((label) => label.name.en === name.en && label.name.fr === name.fr)
}

/**
 * The labels that a template gave and that nobody touched, where files bring labels of their own: none of the files' names
 * means any of them, so that they would only stand beside the real ones.
 */
export function templateLeftovers(
  labels: readonly Label[],
  mapping: readonly { readonly choice: LabelChoice }[],
): readonly Label[] {
  const mapped = new Set<string>(mapping.flatMap(({ choice }) => (choice.to === "existing" ? choice.label : [])))
  if (!mapping.some(({ choice }) => choice.to === "new") && mapped.size === 0) return []
  return labels.filter(({ id, name }) => isTemplateName(name) && !mapped.has(id))
}

const GUIDELINES: Record<Language, Record<Template, string>> = {
  en: {
    boxes:
      "# How to draw\n\n## 1.1 Tight boxes\n\nEach edge of the box touches the thing it holds.\n\n## 1.2 Hidden parts\n\nDraw what can be seen, and do not guess what is hidden.\n\n## 1.3 Nothing here\n\nA picture without any of the labels is an answer too: press 0.\n",
    receipts:
      "# How to read receipts\n\n## 1.1 One box a line\n\nA box holds one printed line, from its first to its last sign.\n\n## 1.2 As it is printed\n\nType what the print says, faults included.\n\n## 1.3 Spaces\n\nWrite a space where the print shows one, also before % and €.\n",
    empty: "",
  },
  fr: {
    boxes:
      "# Comment tracer\n\n## 1.1 Boîtes serrées\n\nChaque bord de la boîte touche la chose qu’elle contient.\n\n## 1.2 Parties cachées\n\nTracez ce qui se voit, sans deviner ce qui est caché.\n\n## 1.3 Rien ici\n\nUne image sans aucune des étiquettes est aussi une réponse\u202f: touche 0.\n",
    receipts:
      "# Comment lire les tickets\n\n## 1.1 Une boîte par ligne\n\nUne boîte contient une ligne imprimée, du premier au dernier signe.\n\n## 1.2 Comme imprimé\n\nTapez ce que dit l’impression, fautes comprises.\n\n## 1.3 Espaces\n\nÉcrivez une espace là où l’impression en montre une, aussi avant % et €.\n",
    empty: "",
  },
}

/** Seconds an answer, as a guess until they are measured. */
const GUESS: Record<Template, number> = { boxes: 14, receipts: 90, empty: 20 }

/** A fresh draft from a template, in the language of whoever starts it. */
export function draftFrom(template: Template, language: Language): ProjectDraft {
  return {
    name: "",
    template,
    kind: template === "receipts" ? "transcription" : "boxes",
    names: "in_house",
    settings: { ...DEFAULT_SETTINGS, opening: template === "receipts" ? "width" : "fit" },
    ontology: { labels: [...LABELS[template]] },
    guideline: GUIDELINES[language][template],
    forecast: { people: 3, hoursPerDay: 6, secondsPerAnswer: GUESS[template] },
  }
}

/** Another template under a draft that is begun: what was written stays, what is still the template's changes. */
export function changeTemplate(draft: ProjectDraft, template: Template, language: Language): ProjectDraft {
  const old = draftFrom(draft.template, language)
  const next = draftFrom(template, language)
  const untouched = JSON.stringify(draft.ontology) === JSON.stringify(old.ontology)
  return {
    ...draft,
    template,
    kind: next.kind,
    settings: { ...draft.settings, opening: next.settings.opening },
    ontology: untouched ? next.ontology : draft.ontology,
    guideline: draft.guideline === old.guideline ? next.guideline : draft.guideline,
    forecast: { ...draft.forecast, secondsPerAnswer: next.forecast.secondsPerAnswer },
  }
}
