import type { ThreadOne } from "@justesse/types/wire/question"
import { describe, expect, it } from "vitest"
import { emptyClause, isWhole } from "./ClauseFields.tsx"

const clauses = [
  { number: "2.5", title: "Crates", next: "2.7" },
  { number: "2.6", title: "Cut off", next: "2.7" },
]
/** What the form reads of a thread. */
const one = (more: Partial<ThreadOne>) => ({ languages: [], clauses: [], ...more }) as unknown as ThreadOne

describe("a clause that an answer becomes", () => {
  it("begins behind the last clause, with the number that is free there and no words", () => {
    const clause = emptyClause(one({ clauses }))
    expect(clause).toEqual({ after: "2.6", number: "2.7", texts: { en: "", fr: "" } })
  })

  it("is the first one of a guideline that has none", () => {
    expect(emptyClause(one({}))).toEqual({ after: null, number: "1", texts: { en: "", fr: "" } })
  })

  it("wants its text in each language that the guideline has", () => {
    const both = one({ languages: ["en", "fr"], clauses })
    const clause = emptyClause(both)
    expect(isWhole({ ...clause, texts: { en: "In shadow", fr: " " } }, both)).toBe(false)
    expect(isWhole({ ...clause, texts: { en: "In shadow", fr: "Dans l’ombre" } }, both)).toBe(true)
  })

  it("wants one text for everybody where the guideline has no parts in a language", () => {
    const clause = emptyClause(one({ clauses }))
    expect(isWhole(clause, one({ clauses }))).toBe(false)
    expect(isWhole({ ...clause, texts: { en: "In shadow", fr: "" } }, one({ clauses }))).toBe(true)
  })
})
