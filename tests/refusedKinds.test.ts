import { SAMPLE_PROJECTS } from "@justesse/fixtures"
import { findRefusedIn } from "@justesse/work/instructions/refusedKinds"
import { expect, test } from "vitest"

test.each(SAMPLE_PROJECTS.map((sample) => [sample.slug, sample] as const))(
  "nothing in the sample %s reads as a refused kind of work, in English or French",
  (_, { said, guideline, ontology }) => {
    for (const language of ["en", "fr"] as const) {
      const { name, purpose } = said[language]
      expect(findRefusedIn({ name, purpose, guideline: guideline[language], labels: ontology.labels })).toEqual([])
    }
  },
)
