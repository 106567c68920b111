import { describe, expect, test } from "vitest"
import { z } from "zod"
import { DecisionDone, DecisionList, DecisionOne } from "./decision.ts"
import { InboxPage, MyThread } from "./question.ts"
import { WhyTask } from "./whyTask.ts"
import { HistoryRow, SentTask } from "./work/history.ts"
import { Guide, HeldLeases, Lease, SubmitOutput } from "./work.ts"

/** Every member name of a schema, however deep. */
function namesIn(schema: z.ZodType): Set<string> {
  const json = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" })
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (typeof value !== "object" || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      if (key === "properties") for (const name of Object.keys(inner)) names.add(name)
      visit(inner)
    }
  }
  visit(json)
  return names
}

const NAMING: readonly z.ZodType[] = [Guide, DecisionOne]

describe("what an annotator is told (I5)", () => {
  test.each([
    { name: "lease", schema: Lease },
    { name: "leases held", schema: HeldLeases },
    { name: "receipt", schema: SubmitOutput },
    { name: "task sent", schema: SentTask },
    { name: "line of the history", schema: HistoryRow },
    { name: "guide", schema: Guide },
    { name: "reason why a task was theirs", schema: WhyTask },
    { name: "thread of their own", schema: MyThread },
    { name: "page of notices", schema: InboxPage },
    { name: "page of decisions about their work", schema: DecisionList },
    { name: "decision about their work", schema: DecisionOne },
    { name: "act about such a decision", schema: DecisionDone },
  ])("a $name names neither task nor asset, nor whether the answer is known", ({ schema }) => {
    const names = namesIn(schema)
    expect(names.size).toBeGreaterThan(0)
    for (const forbidden of [
      "task",
      "taskId",
      "asset",
      "assetId",
      "gold",
      "isGold",
      "name",
      "file",
      "overlap",
      "tier",
      "seq",
    ]) {
      // A label and its attributes have names, and so have figures; nothing else has.
      if (forbidden === "name" && NAMING.includes(schema)) continue
      expect(names).not.toContain(forbidden)
    }
  })
})
