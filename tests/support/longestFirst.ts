import { basename } from "node:path"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Files that take a minute and more, the longest first: one of them begun last would run alone while the other core waits. */
const LONGEST = [
  "pages.test.ts",
  "seeing.test.ts",
  "paidWeek.test.ts",
  "offline.test.ts",
  "taskHands.test.ts",
  "pieceWeek.test.ts",
  "canvasCounters.test.ts",
  "similar.test.ts",
  "goldCanary.test.ts",
  "labels.test.ts",
  "importExport.test.ts",
  "firstSession.test.ts",
]

/** Files in Vitest's order, but for the longest, which come first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.indexOf(basename(moduleId))
      return at < 0 ? LONGEST.length : at
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}
