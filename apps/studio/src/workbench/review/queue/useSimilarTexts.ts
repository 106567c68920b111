import { inLanguage, type Ontology } from "@justesse/types"
import type { SimilarGroup } from "@justesse/types/wire/review"
import { useMemo } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { namedKind } from "../model/namedKind.ts"

/** Texts for groups of similar differences, in the language shown. */
export interface SimilarTexts {
  /** What the question is: "Decimal comma or point". */
  title(group: SimilarGroup): string
  /** One side as shown: a label's name, an edge in words, or a text as it is. */
  side(group: SimilarGroup, shows: string): string
  /** The sides are texts as typed. */
  isTyped(group: SimilarGroup): boolean
}

export function useSimilarTexts(ontology: Ontology): SimilarTexts {
  const t = useT("review")
  const language = useLanguage()
  return useMemo(() => {
    const nameOf = (id: string) => {
      const label = ontology.labels.find((one) => one.id === id)
      return label ? inLanguage(label.name, language) : id
    }
    const side = (group: SimilarGroup, shows: string) => {
      if (group.kind === "label") return nameOf(shows)
      if (group.kind === "place") {
        const [edge = "", way = ""] = shows.split(":")
        return t(`alike.way.${way || edge}`)
      }
      if (shows === "") return t(group.kind === "text" ? "answer.noText" : "answer.nothing")
      return group.kind === "text" ? shows : nameOf(shows)
    }
    return {
      side,
      isTyped: ({ kind }) => kind === "text",
      title(group) {
        if (group.rule !== null) return t(`alike.rule.${group.rule}`)
        const [a, b] = group.sides.map(({ shows }) => side(group, shows))
        if (group.kind === "place" && group.edge !== null) {
          const label = group.label === null ? "" : nameOf(group.label)
          return t(label === "" ? "alike.edgeOfAny" : "alike.edgeOf", { edge: t(`edge.${group.edge}`), label })
        }
        if (group.kind === "text") return t("alike.text", { a: a ?? "", b: b ?? "" })
        if (group.kind === "label") return t("alike.label", { a: a ?? "", b: b ?? "" })
        const label = group.label === null ? "" : nameOf(group.label)
        return label === ""
          ? t(`kind.${namedKind(group.kind, ontology)}`)
          : t("alike.other", { kind: t(`kind.${namedKind(group.kind, ontology)}`), label })
      },
    }
  }, [ontology, t, language])
}
