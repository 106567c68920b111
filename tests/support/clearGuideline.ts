import { TEST_ONTOLOGY } from "@justesse/api/testing/harness"

const EXAMPLE = `(blob:${"a".repeat(64)})`

/** Instructions that a paid project may open with, for the labels of test projects. */
export const CLEAR_GUIDELINE = TEST_ONTOLOGY.labels
  .map(
    ({ id }, n) =>
      `## ${n + 1} Each ${id}\n\nEdges touch the ${id} within 3 px.\n\n![✓ so]${EXAMPLE}\n![✗ not so]${EXAMPLE}\n\n`,
  )
  .join("")
