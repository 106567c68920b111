import { describe, expect, test } from "vitest"
import { seeded, shuffle } from "../agreement/seeded.ts"
import { checksIn } from "../testing/checkCrowd.ts"
import type { CheckAnswer, CheckRow, KnownCheck } from "./votes.ts"
import { weighChecks } from "./weigh.ts"

/** Checks written as `task: answer, answer` by p0, p1, …; `-` says nothing. */
function rowsOf(...tasks: readonly string[]): CheckRow[] {
  return tasks.flatMap((line) => {
    const [task = "", list = ""] = line.split(": ")
    return list.split(", ").flatMap((answer, p) => {
      return answer === "-" ? [] : [{ task, person: `p${p}`, answer: answer as CheckAnswer }] // written so below
    })
  })
}

/** Thirty things that everybody finds right, and six that are wrong. */
const OTHERS = [
  ...Array.from({ length: 30 }, (_, n) => `right ${n}: right, right, right`),
  ...Array.from({ length: 6 }, (_, n) => `wrong ${n}: wrong, wrong, wrong`),
]

function thing(line: string) {
  const { things } = weighChecks(rowsOf(line, ...OTHERS))
  return things.find(({ task }) => line.startsWith(`${task}:`)) ?? expect.fail("no such thing")
}

describe("checks of things that are there already", () => {
  test("most say so, and how sure that is", () => {
    expect(thing("a: right, right, right")).toMatchObject({ answer: "right", next: "nothing" })
    expect(thing("a: wrong, wrong, wrong")).toMatchObject({ answer: "wrong", next: "redraw" })
    expect(thing("a: fix, fix, right")).toMatchObject({ answer: "fix" })
    expect(thing("a: fix, right, cannot_tell")).toMatchObject({ answer: "fix" })
    expect(thing("a: wrong, right, cannot_tell").next).toBe("review")
    expect(thing("a: right, right, right").confidence).toBeGreaterThan(thing("a: right, right, wrong").confidence)
  })

  test("fix says that it is there as right does", () => {
    const [fixed, right] = [thing("a: fix, fix, fix"), thing("a: right, right, right")]
    expect(fixed.probability).toBe(right.probability)
  })

  test("what each check added is said, and with what was known before it is the log odds", () => {
    for (const { before, added, probability, votes } of weighChecks(rowsOf("a: wrong, right, fix", ...OTHERS)).things) {
      expect(votes.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(added, 10)
      expect(1 / (1 + Math.exp(-(before + added)))).toBeCloseTo(probability, 10)
    }
  })

  test("however many say so, the log odds move by 4 at most", () => {
    const rows = Array.from({ length: 50 }, (_, p): CheckRow => ({ task: "a", person: `p${p}`, answer: "right" }))
    const others = Array.from({ length: 50 }, (_, p): CheckRow => ({ task: "b", person: `p${p}`, answer: "wrong" }))
    expect(weighChecks([...rows, ...others]).things.map(({ added }) => added)).toEqual([4, -4])
  })

  test("of a person's checks of one thing the latest counts, and none where nothing tells which that is", () => {
    const once = (answer: CheckAnswer, time?: number): CheckRow => ({
      ...{ task: "a", person: "p0", answer },
      ...(time === undefined ? {} : { time }),
    })
    const latest = weighChecks([once("wrong", 1), once("right", 2)])
    expect(latest.things[0]?.votes.map(({ answer }) => answer)).toEqual(["right"])
    expect(latest.repeats).toBe(1)
    expect(weighChecks([once("wrong"), once("right")]).things[0]).toMatchObject({ answer: "cannot_tell", votes: [] })
  })

  test("nothing at all is nothing", () => {
    expect(weighChecks([])).toMatchObject({ things: [], checkers: [], known: 0 })
  })
})

describe("cannot tell", () => {
  test("changes nothing: not of the thing, not of others, not of who said it", () => {
    const rows = rowsOf("a: right, wrong, right", "b: wrong, wrong, right", ...OTHERS)
    const without = weighChecks(rows)
    const unsure: readonly CheckRow[] = [
      ...rows
        .filter(({ task }) => task === "a")
        .map((row): CheckRow => ({ ...row, person: `${row.person} too`, answer: "cannot_tell" })),
      ...["c", "d"].map((task): CheckRow => ({ task, person: "p0", answer: "cannot_tell" })),
    ]
    const found = weighChecks([...rows, ...unsure])
    const figures = ({ things }: typeof found) => new Map(things.map(({ task, probability }) => [task, probability]))
    const [before, after] = [figures(without), figures(found)]
    for (const [task, probability] of before) expect([task, after.get(task)]).toEqual([task, probability])
    expect(found.there).toBe(without.there)
    const [first] = without.checkers
    expect(found.checkers[0]).toMatchObject({ found: first?.found, refused: first?.refused, cannotTell: 2 })
  })

  test("from everybody leaves a thing as probable as it was before", () => {
    const { answer, confidence, added, probability, before } = thing("a: cannot_tell, cannot_tell, cannot_tell")
    expect([answer, confidence, added]).toEqual(["cannot_tell", 0, 0])
    expect(probability).toBeCloseTo(1 / (1 + Math.exp(-before)), 12)
  })
})

describe("a crowd of checkers", () => {
  const { rows, known } = checksIn({ things: 300, there: 0.8, perThing: 3, knownShare: 0.1, seed: 2 })
  const found = weighChecks(rows, known)

  test("the order of rows changes not one bit", () => {
    const dice = seeded(1)
    for (let round = 0; round < 5; round++) expect(weighChecks(shuffle([...rows], dice), known)).toEqual(found)
  })

  test("what people are called changes nothing but the names", () => {
    const renamed = weighChecks(
      rows.map((row) => ({ ...row, person: `q${99 - Number(row.person.slice(1))}` })),
      known,
    )
    for (const [n, { probability, answer }] of found.things.entries())
      expect(renamed.things[n]).toMatchObject({ answer, probability })
  })

  test("what is known is what it is, and counts as that", () => {
    for (const { task, answer, isKnown, confidence } of found.things)
      if (isKnown) expect([task, answer, confidence]).toEqual([task, known.get(task), 1])
    expect(found.known).toBe(known.size)
  })

  test("what is known teaches who checks how: somebody who says right to everything tells nothing", () => {
    const lazy = rows.map((row): CheckRow => (row.person === "p0" ? { ...row, answer: "right" } : row))
    const all: ReadonlyMap<string, KnownCheck> = known
    const checker = weighChecks(lazy, all).checkers.find(({ person }) => person === "p0")
    expect(checker?.refused).toBeLessThan(0.5)
    expect(checker?.found).toBeGreaterThan(0.9)
  })
})
