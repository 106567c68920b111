import { fc, test as property } from "@fast-check/vitest"
import { describe, expect, test } from "vitest"
import { goldFrom, keepVotes, type VoteRow, votesFrom } from "./votes.ts"

const row = (task: string, worker: string, label: string): VoteRow => ({ task, worker, label })

describe("votes", () => {
  test("are sorted by task, then person, with all names in code-unit order", () => {
    const named = votesFrom([row("b", "z", "no"), row("a", "z", "yes"), row("a", "B", "no")])
    expect(named.tasks).toEqual(["a", "b"])
    expect(named.people).toEqual(["B", "z"])
    expect(named.classes).toEqual(["no", "yes"])
    expect([...named.votes.offsets]).toEqual([0, 2, 3])
    expect([...named.votes.person]).toEqual([0, 1, 1])
    expect([...named.votes.label]).toEqual([0, 1, 0])
  })

  test("count a person once a task: the latest row wins, and changes of mind are counted", () => {
    const named = votesFrom([row("a", "p", "x"), row("a", "p", "y"), row("a", "p", "y"), row("a", "q", "x")])
    expect([...named.votes.label]).toEqual([1, 0])
    expect(named.repeats).toBe(2)
    expect([...named.changesOfMind]).toEqual([1, 0])
  })

  test("know classes that nobody gave", () => {
    const named = votesFrom([row("a", "p", "x")], ["w", "x"])
    expect(named.classes).toEqual(["w", "x"])
    expect([...named.votes.label]).toEqual([1])
  })

  test("of no rows are empty", () => {
    const { votes } = votesFrom([])
    expect([votes.tasks, votes.people, votes.classes, votes.person.length]).toEqual([0, 0, 0, 0])
    expect([...votes.offsets]).toEqual([0])
  })

  const name = fc.constantFrom("a", "b", "é", "Z", "10", "9")
  property.prop([fc.uniqueArray(fc.tuple(name, name, name), { selector: (r) => `${r[0]}|${r[1]}` }), fc.nat()])(
    "come out bit-equal from any row order, as long as nobody repeats a task",
    (triples, turn) => {
      const rows = triples.map(([t, w, l]) => row(t, w, l))
      const turned = rows.map((_, i) => rows[(i + turn) % rows.length] as VoteRow) // the index is below the length
      expect(votesFrom(turned.reverse())).toEqual(votesFrom(rows))
    },
  )

  property.prop([fc.array(fc.tuple(name, name, name), { maxLength: 40 })])(
    "hold exactly the last label of each person on each task",
    (triples) => {
      const last = new Map(triples.map(([t, w, l]) => [`${t}|${w}`, l]))
      const { votes, tasks, people, classes, repeats } = votesFrom(triples.map(([t, w, l]) => row(t, w, l)))
      const found = tasks.flatMap((task, t) =>
        [...votes.person.slice(votes.offsets[t], votes.offsets[t + 1])].map((w, i) => [
          `${task}|${people[w]}`,
          classes[votes.label[(votes.offsets[t] ?? 0) + i] ?? 0],
        ]),
      )
      expect(new Map(found as [string, string][])).toEqual(last) // pairs by construction
      expect(repeats).toBe(triples.length - last.size)
    },
  )
})

describe("gold", () => {
  const named = votesFrom([row("a", "p", "x"), row("b", "p", "y")])
  test("is numbered by task; what fits nothing is named", () => {
    const rows = [
      { task: "b", label: "x" },
      { task: "c", label: "x" },
      { task: "a", label: "never" },
    ]
    const { gold, known, unknownTasks, unknownClasses } = goldFrom(named, rows)
    expect([...gold]).toEqual([-1, 0])
    expect(known).toBe(1)
    expect(unknownTasks).toEqual(["c"])
    expect(unknownClasses).toEqual(["never"])
  })
})

describe("leaving votes out", () => {
  test("keeps the numbers and may empty a task", () => {
    const { votes } = votesFrom([row("a", "p", "x"), row("b", "p", "y"), row("b", "q", "x")])
    const fewer = keepVotes(votes, Uint8Array.from([0, 0, 1]))
    expect([...fewer.offsets]).toEqual([0, 0, 1])
    expect([...fewer.person]).toEqual([1])
    expect([...fewer.label]).toEqual([0])
    expect([fewer.tasks, fewer.people, fewer.classes]).toEqual([2, 2, 2])
  })
})
