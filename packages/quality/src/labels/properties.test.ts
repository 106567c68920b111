import { fc, test as property } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import { dawidSkene } from "./dawidSkene.ts"
import { decide } from "./decide.ts"
import { leaveOneOut } from "./leaveOneOut.ts"
import { majority } from "./majority.ts"
import { OnlineLabels } from "./online.ts"
import { readVotesCsv } from "./readVotes.ts"
import { goldFrom, keepVotes, type VoteRow, votesFrom } from "./votes.ts"
import { wawa } from "./wawa.ts"

const row = fc.record({
  task: fc.integer({ min: 0, max: 9 }).map((n) => `t${n}`),
  worker: fc.integer({ min: 0, max: 5 }).map((n) => `w${n}`),
  label: fc.constantFrom("a", "b", "c"),
})
const classes = ["a", "b", "c"]
const fields = ({ task, worker, label }: VoteRow) => [task, worker, label]

/** Rows as they were given one after the other. */
const timed = (rows: readonly VoteRow[]): VoteRow[] => rows.map((row, time) => ({ ...row, time }))
const tables = fc.array(row, { minLength: 1, maxLength: 50 }).map(timed)

/** The votes that count: the last of a person on a task. */
function counted(rows: readonly VoteRow[]): Map<string, Map<string, string>> {
  const byTask = new Map<string, Map<string, string>>()
  for (const { task, worker, label } of rows) byTask.set(task, (byTask.get(task) ?? new Map()).set(worker, label))
  return byTask
}

describe("on any votes", () => {
  property.prop([tables])(
    "the majority is a class that nobody outdoes, with its share; ties are all reported",
    (rows) => {
      const named = votesFrom(rows, classes)
      const { answer, tied, confidence } = majority(named.votes)
      named.tasks.forEach((task, t) => {
        const labels = [...(counted(rows).get(task)?.values() ?? [])]
        const counts = classes.map((name) => labels.filter((label) => label === name).length)
        const most = Math.max(...counts)
        expect(counts[answer[t] ?? 0]).toBe(most)
        expect(tied[t]).toBe(Number(counts.filter((n) => n === most).length > 1))
        expect(confidence[t]).toBeCloseTo(most / labels.length, 12)
      })
    },
  )

  property.prop([tables])("a person's agreement is the mean share of the others who say the same", (rows) => {
    const named = votesFrom(rows, classes)
    const { agreement } = majority(named.votes)
    named.people.forEach((person, w) => {
      const parts = [...counted(rows).values()].flatMap((given) => {
        const own = given.get(person)
        if (own === undefined || given.size < 2) return []
        const others = [...given].filter(([other]) => other !== person)
        return [others.filter(([, label]) => label === own).length / others.length]
      })
      const wanted = parts.length === 0 ? 1 / 3 : parts.reduce((a, b) => a + b, 0) / parts.length
      expect(agreement[w]).toBeCloseTo(wanted, 12)
    })
  })

  property.prop([tables])("weighted votes sum to 1 on each task and weigh by agreement with the majority", (rows) => {
    const named = votesFrom(rows, classes)
    const { posterior, skill } = wawa(named.votes)
    const { answer } = majority(named.votes)
    named.people.forEach((person, w) => {
      const own = named.tasks.flatMap((task, t) => {
        const label = counted(rows).get(task)?.get(person)
        return label === undefined ? [] : [Number(classes[answer[t] ?? 0] === label)]
      })
      expect(skill[w]).toBeCloseTo(own.reduce((a, b) => a + b, 0) / own.length, 12)
    })
    for (let t = 0; t < named.tasks.length; t++)
      expect(posterior.slice(t * 3, t * 3 + 3).reduce((a, b) => a + b)).toBeCloseTo(1, 12)
  })

  property.prop([tables, fc.array(fc.boolean(), { minLength: 50, maxLength: 50 })])(
    "leaving votes out keeps just the others, in place",
    (rows, flags) => {
      const { votes } = votesFrom(rows, classes)
      const keep = Uint8Array.from(votes.person, (_, i) => Number(flags[i] ?? false))
      const fewer = keepVotes(votes, keep)
      expect([...fewer.person]).toEqual([...votes.person].filter((_, i) => keep[i] === 1))
      expect([...fewer.label]).toEqual([...votes.label].filter((_, i) => keep[i] === 1))
      for (let t = 0; t < votes.tasks; t++) {
        const kept = [...keep.slice(votes.offsets[t], votes.offsets[t + 1])].filter((x) => x === 1).length
        expect((fewer.offsets[t + 1] ?? 0) - (fewer.offsets[t] ?? 0)).toBe(kept)
      }
    },
  )

  property.prop([tables, fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 10, maxLength: 10 })])(
    "gold is always the answer, whatever was voted",
    (rows, known) => {
      const named = votesFrom(rows, classes)
      const { gold } = goldFrom(
        named,
        named.tasks.flatMap((task, t) =>
          (known[t] ?? -1) < 0 ? [] : [{ task, label: classes[known[t] ?? 0] ?? "a" }],
        ),
      )
      for (const { answer } of [
        decide(named.votes, dawidSkene(named.votes, { gold }).posterior, gold),
        majority(named.votes, gold),
        wawa(named.votes, gold),
      ])
        gold.forEach((c, t) => expect(c < 0 || answer[t] === c).toBe(true))
    },
  )

  property.prop([tables])("leave-one-out gives probabilities, in every form", (rows) => {
    const { votes } = votesFrom(rows, classes)
    for (const form of ["variational", "map"] as const) {
      const prior = { pooled: 2, diagonal: 2, spread: 0.5 }
      const fit = dawidSkene(votes, { form, prior })
      const loo = leaveOneOut({ votes, ...fit, form, prior })
      for (let t = 0; t < votes.tasks; t++) {
        const q = loo.slice(t * 3, t * 3 + 3)
        expect(Math.min(...q)).toBeGreaterThanOrEqual(0)
        expect(q.reduce((a, b) => a + b)).toBeCloseTo(1, 10)
      }
    }
  })

  property.prop([tables, tables])(
    "votes taken one at a time are all kept, the later of two counting",
    (first, later) => {
      const named = votesFrom(timed([...first, ...later]), classes)
      const number = (names: readonly string[], name: string) => names.indexOf(name)
      const none = keepVotes(named.votes, new Uint8Array(named.votes.person.length))
      const online = new OnlineLabels(none, dawidSkene(none))
      for (const { task, worker, label } of [...first, ...later]) {
        const belief = online.add({
          task: number(named.tasks, task),
          person: number(named.people, worker),
          label: number(classes, label),
        })
        expect(belief.posterior.reduce((a, b) => a + b)).toBeCloseTo(1, 10)
        expect(belief.confidence).toBe(Math.max(...belief.posterior))
      }
      expect(online.toVotes()).toEqual(named.votes)
      expect(online.votes).toBe(named.votes.person.length)
    },
  )

  const ending = fc.constantFrom("\n", "\r\n")
  const separator = fc.constantFrom(",", ";", "\t")
  property.prop([tables, ending, separator, fc.boolean(), fc.boolean()])(
    "a table is read the same whatever its separators, ends of lines and byte order mark",
    (rows, end, between, last, mark) => {
      const lines = [["task", "worker", "label", "timestamp"], ...rows.map((one) => [...fields(one), String(one.time)])]
      const text = `${mark ? "\uFEFF" : ""}${lines.map((line) => line.join(between)).join(end)}${last ? end : ""}`
      expect(readVotesCsv(text, classes)).toEqual(votesFrom(rows, classes))
      expect(readVotesCsv(new TextEncoder().encode(text), classes)).toEqual(votesFrom(rows, classes))
    },
  )
})

describe("on any posterior", () => {
  const probability = fc.double({ min: 0.001, max: 1, noNaN: true })
  const rows = fc.array(fc.tuple(probability, probability, probability, fc.integer({ min: 0, max: 2 })), {
    minLength: 1,
    maxLength: 30,
  })
  const posteriorOf = (list: readonly (readonly [number, number, number, number])[]) =>
    Float64Array.from(list.flatMap(([a, b, c]) => [a, b, c].map((x) => x / (a + b + c))))

  property.prop([rows])("the answer is the likeliest class, and its confidence the greatest probability", (list) => {
    const posterior = posteriorOf(list)
    const votes = {
      tasks: list.length,
      people: 1,
      classes: 3,
      offsets: Int32Array.from({ length: list.length + 1 }, (_, t) => t),
      person: new Int32Array(list.length),
      label: new Int32Array(list.length),
    }
    const { answer, confidence } = decide(votes, posterior)
    list.forEach((_, t) => {
      const most = Math.max(...posterior.slice(t * 3, t * 3 + 3))
      expect(confidence[t]).toBeCloseTo(most, 8)
      expect(posterior[t * 3 + (answer[t] ?? 0)]).toBeCloseTo(most, 8)
    })
  })
})
