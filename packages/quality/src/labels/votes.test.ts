import { fc, test as property } from "@fast-check/vitest"
import { describe, expect, test } from "vitest"
import { goldFrom, keepVotes, type VoteRow, votesFrom } from "./votes.ts"

const row = (task: string, worker: string, label: string, time?: number): VoteRow =>
  time === undefined ? { task, worker, label } : { task, worker, label, time }

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

  test("count a person once a task where they said the same again", () => {
    const named = votesFrom([row("a", "p", "x"), row("a", "p", "x"), row("a", "q", "y")])
    expect([...named.votes.label]).toEqual([0, 1])
    expect([named.repeats, named.undecided, ...named.changesOfMind]).toEqual([1, 0, 0, 0])
  })

  test("count the latest of a person's rows on a task, whatever their order", () => {
    const rows = [row("a", "p", "x", 3), row("a", "p", "y", 7), row("a", "p", "x", 5), row("a", "q", "x")]
    for (const order of [rows, [...rows].reverse(), [rows[1], rows[3], rows[0], rows[2]] as VoteRow[]]) {
      const named = votesFrom(order)
      expect([...named.votes.label]).toEqual([1, 0])
      expect([named.repeats, named.undecided, ...named.changesOfMind]).toEqual([2, 0, 1, 0])
    }
  })

  test.each([
    ["without times", [row("a", "p", "x"), row("a", "p", "y"), row("a", "p", "y")]],
    ["where a time is missing", [row("a", "p", "x", 1), row("a", "p", "y")]],
    ["at the same latest time", [row("a", "p", "y", 1), row("a", "p", "x", 2), row("a", "p", "y", 2)]],
  ])("have none of a person who said two things on a task %s", (_, rows) => {
    const named = votesFrom([...rows, row("a", "q", "x"), row("b", "p", "x")])
    expect([...named.votes.offsets]).toEqual([0, 1, 2])
    expect([...named.votes.person]).toEqual([1, 0])
    expect([...named.votes.label]).toEqual([0, 0])
    expect([named.repeats, named.undecided, ...named.changesOfMind]).toEqual([rows.length, 1, 1, 0])
  })

  test("keep a task on which nobody is left with a vote, and the names", () => {
    const named = votesFrom([row("a", "p", "x"), row("a", "p", "y")])
    expect([...named.votes.offsets]).toEqual([0, 0])
    expect([named.tasks, named.people, named.classes]).toEqual([["a"], ["p"], ["x", "y"]])
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
  const moment = fc.constantFrom(undefined, 1, 2, 3)
  const tables = fc.array(fc.tuple(name, name, name, moment), { maxLength: 60 })
  property.prop([tables, fc.infiniteStream(fc.nat())])(
    "come out bit-equal from any row order, repeats and contradictions included",
    (list, dice) => {
      const rows = list.map(([t, w, l, time]) => row(t, w, l, time))
      const shuffled = rows
        .map((one) => ({ one, at: dice.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one)
      expect(votesFrom(shuffled)).toEqual(votesFrom(rows))
    },
  )

  property.prop([tables])("hold exactly what each person meant last on each task", (list) => {
    const rows = list.map(([t, w, l, time]) => row(t, w, l, time))
    const meant = new Map<string, string>()
    let contradictions = 0
    for (const key of new Set(rows.map(({ task, worker }) => `${task}|${worker}`))) {
      const own = rows.filter(({ task, worker }) => `${task}|${worker}` === key)
      const latest = Math.max(...own.map(({ time }) => time ?? Number.NaN))
      const same = new Set(own.map(({ label }) => label)).size === 1
      if (!same) contradictions++
      const last = new Set(own.filter(({ time }) => same || time === latest).map(({ label }) => label))
      if (last.size === 1) meant.set(key, [...last][0] ?? "")
    }
    const { votes, tasks, people, classes, repeats, undecided, changesOfMind } = votesFrom(rows)
    const found = tasks.flatMap((task, t) =>
      [...votes.person.slice(votes.offsets[t], votes.offsets[t + 1])].map((w, i) => [
        `${task}|${people[w]}`,
        classes[votes.label[(votes.offsets[t] ?? 0) + i] ?? 0],
      ]),
    )
    expect(new Map(found as [string, string][])).toEqual(meant) // pairs by construction
    expect(repeats).toBe(rows.length - meant.size)
    expect(changesOfMind.reduce((a, b) => a + b, 0)).toBe(contradictions)
    expect(undecided).toBe(new Set(rows.map(({ task, worker }) => `${task}|${worker}`)).size - meant.size)
  })
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

describe("gold that contradicts itself", () => {
  const named = votesFrom([row("a", "p", "x"), row("b", "p", "y")])
  const known = (task: string, label: string) => ({ task, label })
  test("is not known, in either order; said twice alike it is", () => {
    const rows = [known("a", "x"), known("b", "y"), known("a", "y"), known("b", "y"), known("a", "x")]
    for (const order of [rows, [...rows].reverse()]) {
      const { gold, known: tasks, contradicted } = goldFrom(named, order)
      expect([...gold]).toEqual([-1, 1])
      expect([tasks, contradicted]).toEqual([1, ["a"]])
    }
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
