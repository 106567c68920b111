import { describe, expect, test } from "vitest"
import type { AnswerParts } from "../ontology.ts"
import { ontologyOfKind } from "./asked.ts"
import { isOpinion, KINDS, ProjectKind } from "./list.ts"

const several: AnswerParts = { of: "whole", several: true, question: { en: "What holds?" } }

describe.each(ProjectKind.options)("labels of %s", (kind) => {
  const { parts } = KINDS[kind]

  test("say what its answers consist of, whatever they said", () => {
    for (const answers of [undefined, several, { of: "span", several: true } as const]) {
      const made = ontologyOfKind(kind, { labels: [], ...(answers && { answers }) })
      expect(made.answers?.of).toBe(parts === "placed" ? undefined : parts)
    }
  })

  test("keep what was asked before where whoever saves them does not say it", () => {
    const made = ontologyOfKind(kind, { labels: [] }, { labels: [], answers: several })
    expect(made.answers).toEqual(
      parts === "whole"
        ? {
            ...several,
            // An opinion is one, and so is what is said of a thing that is checked.
            several: !isOpinion(kind) && !KINDS[kind].verdicts,
            ...(KINDS[kind].verdicts && { subjects: [] }),
          }
        : parts === "placed"
          ? undefined
          : { of: "span", several: true },
    )
  })
})
