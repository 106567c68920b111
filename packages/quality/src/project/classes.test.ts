import { AnnotationBody } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import type { ConsensusInput } from "../consensus/index.ts"
import { KINDS } from "../kinds/list.ts"
import { aggregateLabels } from "../labels/aggregate.ts"
import { beliefOf, fitClassModel, NONE, oneClass, type ProjectClasses } from "../labels/classModel.ts"
import { votesFrom } from "../labels/votes.ts"

import { outdatedTasks } from "./classes.ts"
import type { ProjectModel } from "./fit.ts"
import type { ProjectTask } from "./input.ts"

const CLASSES = ["cat", "dog", "bird"]
const RULE = { matchIou: 0.4, settleIou: 0.8, text: "exact" } as const
const SIZE = { width: 640, height: 480 }
const NO_REST = { labels: CLASSES, reasons: [], secondLooks: [], audits: [], settle: RULE }

const whole = (label: string) => ({ id: `r-${label}`, geometry: { type: "whole" }, label })
const bodyOf = (labels: readonly string[]) =>
  AnnotationBody.parse({ regions: labels.map(whole), nothingHere: labels.length === 0 })

/** Four people who are nearly always right, and three who say "cat" whatever they see. */
const CAREFUL = ["ana", "ben", "cho", "dee"]
const HASTY = ["x1", "x2", "x3"]

/** 240 pictures, each named by one careful person and two hasty ones, or by two careful ones and one hasty. */
function crowd(): ProjectTask[] {
  const random = seeded(5)
  return Array.from({ length: 240 }, (_, at): ProjectTask => {
    const truth = CLASSES[at % 3] ?? "cat"
    const careful = [0, 1].slice(0, 1 + (at % 2)).map((i) => CAREFUL[(at + i) % 4] ?? "ana")
    const hasty = HASTY.slice(0, 3 - careful.length)
    const seen = (person: string) =>
      HASTY.includes(person) ? "cat" : random() < 0.95 ? truth : (CLASSES[(at + 1) % 3] ?? "cat")
    const answers = [...careful, ...hasty].map((person) => ({
      person,
      atMs: at,
      regions: bodyOf([seen(person)]).regions,
    }))
    return { task: `t${at}`, answers, final: null, finalBy: "answers" }
  })
}

const fitted = (tasks: readonly ProjectTask[], several = false): ProjectModel =>
  KINDS.classification.fit({ ...NO_REST, tasks, ...(several && { several }) })

const inputOf = (said: Readonly<Record<string, readonly string[]>>, several = false): ConsensusInput => ({
  answers: Object.entries(said).map(([person, labels], at) => ({ submission: `s${at}`, person, body: bodyOf(labels) })),
  ...{ settle: RULE, size: SIZE, letterSeed: 1, several },
})

describe("what is known of how people name classes", () => {
  const tasks = crowd()
  const model = fitted(tasks)

  test("says of a task what the fit itself says of it, to the bit", () => {
    const own = fitClassModel(tasks, oneClass)
    const rows = tasks.flatMap(({ task, answers }) =>
      answers.map(({ person, regions }) => ({ task, worker: person, label: oneClass(regions) })),
    )
    const named = votesFrom(rows)
    const { answer, confidence, method } = aggregateLabels({ votes: named.votes, method: "auto" })
    expect(method).not.toBe("majority")
    if (!own) throw new Error("a model expected")
    for (const [at, name] of named.tasks.entries()) {
      const votes = rows.filter(({ task }) => task === name).map(({ worker, label }) => ({ person: worker, label }))
      const belief = beliefOf(own, votes)
      expect(belief?.answer).toBe(named.classes[answer[at] ?? 0])
      expect(Math.max(...(belief?.posterior ?? []))).toBe(confidence[at])
    }
  })

  test("one careful person is proposed against two who always say the same", () => {
    const said = { ana: ["dog"], x1: ["cat"], x2: ["cat"] }
    const plain = KINDS.classification.consensus(inputOf(said), null)
    expect(plain.differences).toMatchObject([{ proposal: { label: "cat" } }])
    const { differences, risk, proposed } = KINDS.classification.consensus(inputOf(said), model)
    expect(differences).toMatchObject([{ proposal: { label: "dog" }, by: "habits" }])
    expect(differences[0]?.confidence).toBeGreaterThan(0.8)
    expect(risk).toBeCloseTo(1 - (differences[0]?.confidence ?? 0), 12)
    expect(proposed.map(({ region }) => region.label)).toEqual(["dog"])
  })

  test("what everybody says is final, with the chance that it is right", () => {
    const { settled, disputed, risk } = KINDS.classification.consensus(inputOf({ x1: ["cat"], x2: ["cat"] }), model)
    expect([settled[0]?.region.label, disputed]).toEqual(["cat", false])
    expect(settled[0]?.provenance.confidence).toBeLessThan(0.7)
    expect(risk).toBeCloseTo(1 - (settled[0]?.provenance.confidence ?? 0), 12)
  })

  test("a class that the model never saw leaves everything to the rule", () => {
    const said = inputOf({ ana: ["fish"], x1: ["cat"], x2: ["cat"] })
    expect(KINDS.classification.consensus(said, model).differences[0]?.by).toBeUndefined()
    expect(beliefOf(model.classes?.of[NONE] ?? never(), [{ person: "ana", label: "fish" }])).toBeNull()
  })

  test("somebody new counts as the average person", () => {
    const own = model.classes?.of[NONE] ?? never()
    const [careful, fresh, hasty] = ["ana", "somebody new", "x1"].map(
      (person) => beliefOf(own, [{ person, label: "cat" }])?.posterior[own.classes.indexOf("cat")] ?? 0,
    )
    expect(careful).toBeGreaterThan(fresh ?? 1)
    expect(fresh).toBeGreaterThan(hasty ?? 1)
  })

  test("the order of answers changes nothing, to the bit (I11)", () => {
    const said = { ana: ["dog"], ben: ["bird"], x1: ["cat"], x2: [] }
    const expected = KINDS.classification.consensus(inputOf(said), model)
    fc.assert(
      fc.property(fc.shuffledSubarray(inputOf(said).answers.slice(), { minLength: 4 }), (answers) => {
        expect(KINDS.classification.consensus({ ...inputOf(said), answers }, model)).toEqual(expected)
      }),
      { numRuns: 10 },
    )
  })

  test("few answers teach nothing", () => {
    expect(fitClassModel(tasks.slice(0, 20), oneClass)).toBeNull()
    expect(fitted(tasks.slice(0, 20)).classes).toBeNull()
  })
})

describe("several labels that may hold", () => {
  const tasks = crowd().map(
    (task): ProjectTask => ({
      ...task,
      answers: task.answers.map((one) => ({ ...one, regions: [...one.regions, ...bodyOf(["outdoors"]).regions] })),
    }),
  )
  const model = fitted(tasks, true)

  test("each is a question of its own", () => {
    expect(model.classes).toMatchObject({ several: true })
    expect(Object.keys(model.classes?.of ?? {})).toEqual(["bird", "cat", "dog"])
    const { differences, settled } = KINDS.classification.consensus(
      inputOf({ ana: ["dog", "outdoors"], x1: ["cat", "outdoors"], x2: ["cat", "outdoors"] }, true),
      model,
    )
    expect(settled.map(({ region }) => region.label)).toEqual(["outdoors"])
    const proposed = differences.map(({ proposal, candidates }) => [
      candidates.find(({ region }) => region)?.region?.label,
      proposal?.label ?? null,
    ])
    expect(Object.fromEntries(proposed)).toEqual({ dog: "dog", cat: null })
  })

  test("a model of one label each says nothing here", () => {
    const said = inputOf({ ana: ["dog"], x1: ["cat"] }, true)
    expect(KINDS.classification.consensus(said, fitted(crowd())).differences.every(({ by }) => !by)).toBe(true)
  })
})

describe("tasks to be judged again", () => {
  const tasks = crowd()
  const now = fitted(tasks).classes ?? null
  const names = (more: { before?: ProjectClasses | null; target?: number | null; tasks?: readonly ProjectTask[] }) =>
    outdatedTasks({ tasks: more.tasks ?? tasks }, { before: more.before ?? null, now, target: more.target ?? null })

  test("those on which people differ, once; then none while nothing changes", () => {
    const differing = tasks.filter(({ answers }) => new Set(answers.map(({ regions }) => oneClass(regions))).size > 1)
    expect(names({})).toEqual(differing.map(({ task }) => task))
    expect(names({ before: now })).toEqual([])
    expect(outdatedTasks({ tasks }, { before: now, now: null, target: null })).toEqual([])
  })

  test("those decided otherwise than now, and those that are sure enough now", () => {
    const first = tasks.findIndex(({ answers }) => oneClass(answers[0]?.regions ?? []) === "dog")
    const decided = tasks.map((task, at) => ({ ...task, final: at === first ? bodyOf(["cat"]).regions : task.final }))
    expect(names({ tasks: decided.slice(first, first + 1), before: now, target: 0.2 })).toEqual([`t${first}`])
    const reviewed = decided.map((task) => ({ ...task, finalBy: "review" as const }))
    expect(names({ tasks: reviewed, target: 0.2 })).toEqual([])
    expect(names({ before: now, target: 0.2 }).length).toBe(0)
  })
})

function never(): never {
  throw new Error("a model expected")
}
