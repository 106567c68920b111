import { getDefaultSettings, type Language, type Ontology } from "@justesse/types"
import { labelColor, labelIdFor } from "@justesse/types/ontology"
import type { ProjectDraft } from "@justesse/types/wire/project"
import type { RestProjectNew } from "@justesse/types/wire/rest"
import type { TemplateStart } from "../kinds/contract.ts"
import { BEGINNINGS } from "../kinds/list.ts"

/** Digits that choose a label on the task page. */
const DIGITS = 9

/** A new project as the wizard would hold it, of the few words that a script says. */
export function draftFromPlain(plain: RestProjectNew, language: Language): ProjectDraft {
  const { name, kind, purpose, guideline, answers, about } = plain
  const [template, start] = firstOf(kind)
  return {
    ...{ name, template, kind, names: "in_house" },
    settings: {
      ...getDefaultSettings(kind),
      purpose,
      overlap: { base: answers, more: answers, moreRatio: 0 },
      ...(plain.pairs !== undefined && { pairs: { each: plain.pairs } }),
      ...(about && { about }),
    },
    ontology: ontologyFrom(plain, start),
    guideline: guideline || start.guideline[language],
    forecast: { people: 1, hoursPerDay: 6, secondsPerAnswer: null },
  }
}

function firstOf(kind: RestProjectNew["kind"]): [ProjectDraft["template"], TemplateStart] {
  const [first] = Object.entries(BEGINNINGS[kind].templates)
  if (!first) throw new RangeError(`no template begins ${kind}`)
  return first as [ProjectDraft["template"], TemplateStart] // keys of that very record
}

function ontologyFrom(
  { ontology, labels, several, question }: RestProjectNew,
  { ontology: own }: TemplateStart,
): Ontology {
  if (ontology) return ontology
  const asked = question === "" ? {} : { question: { en: question, fr: question } }
  const answers = own.answers && { ...own.answers, ...(several && { several }), ...asked }
  return { ...own, ...(labels && { labels: labelsOf(labels, own) }), ...(answers && { answers }) }
}

function labelsOf(names: readonly string[], { labels: own }: Ontology): Ontology["labels"] {
  const taken: string[] = []
  return names.map((name, at) => {
    const id = labelIdFor(name, taken)
    taken.push(id)
    return {
      ...{ id, name: { en: name, fr: name }, color: labelColor(at), key: at < DIGITS ? String(at + 1) : null },
      ...{ hasText: own[0]?.hasText ?? false, attributes: [], retired: false },
    }
  })
}
