import { describe, expect, test } from "vitest"
import type { AnswerParts } from "../ontology.ts"
import { ontologyOfKind, takesFromFiles } from "./asked.ts"
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
            ...(KINDS[kind].about === "region" && { subjects: [] }),
          }
        : parts === "placed"
          ? undefined
          : { of: "span", several: true },
    )
  })
})

test("from files come the parts of answers, or the things that are checked", () => {
  const box = { geometry: { type: "box", x: 1, y: 1, width: 2, height: 2 } } as const
  const whole = { geometry: { type: "whole" } } as const
  const taken = ProjectKind.options.map((kind) => [kind, takesFromFiles(kind, box), takesFromFiles(kind, whole)])
  expect(taken).toContainEqual(["boxes", true, false])
  expect(taken).toContainEqual(["classification", false, true])
  expect(taken).toContainEqual(["verification", true, false])
  expect(taken).toContainEqual(["audio", false, false])
})
