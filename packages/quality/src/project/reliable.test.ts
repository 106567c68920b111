import { type Box, boxOf, type Region } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type ConsensusInput, consensus } from "../consensus/index.ts"
import { overlapOfRegions } from "../geometry/regions.ts"
import { type Habits, simulated } from "../testing/simulated.ts"
import { fitProject } from "./fit.ts"
import type { ProjectTask } from "./input.ts"
import { reliableConsensus } from "./reliable.ts"

const PEOPLE: readonly Habits[] = [
  { name: "ana", bias: [4, 0, 4, 0], spread: 1, wrong: 0.01 },
  { name: "ben", spread: 1, wrong: 0.01 },
  { name: "cho", spread: 1, wrong: 0.01 },
  { name: "dov", bias: [4, 0, 4, 0], spread: 1, wrong: 0.01 },
  { name: "eva", wrong: 0.25, spread: 1 },
]
const how = { people: PEOPLE, each: 5, sides: [60, 140] as const }
const model = fitProject(simulated({ ...how, pictures: 150 }))
const fresh = simulated({ ...how, pictures: 40, seed: 7, keep: "truth" })

function inputOf({ answers, size }: ProjectTask, people: readonly string[]): ConsensusInput {
  return {
    answers: answers
      .filter(({ person }) => people.includes(person))
      .map(({ person, regions }) => ({
        submission: `s-${person}`,
        person,
        body: { regions: [...regions], nothingHere: regions.length === 0 },
      })),
    settle: { ...fresh.settle, settleIou: 0.75 },
    size: size ?? { width: 1_000, height: 800 },
    letterSeed: 5,
  }
}

describe("consensus by people's habits", () => {
  test("without a model it is the rule's, and nothing is known of the risk", () => {
    for (const task of fresh.tasks.slice(0, 5)) {
      const input = inputOf(task, ["ana", "ben"])
      expect(reliableConsensus(input, null)).toMatchObject({ ...consensus(input), risk: null, evidence: 0 })
    }
  })

  test("any order of answers gives the same to the bit (I11)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 39 }), fc.shuffledSubarray(PEOPLE.map(({ name }) => name)), (n, order) => {
        const task = fresh.tasks[n]
        if (!task || order.length === 0) return
        const input = inputOf(task, order)
        const rotated = { ...input, answers: [...input.answers].reverse() }
        expect(JSON.stringify(reliableConsensus(rotated, model))).toBe(JSON.stringify(reliableConsensus(input, model)))
      }),
      { numRuns: 40 },
    )
  })

  test("edges are freed of habits, and the rule still holds for everybody", () => {
    expect(model.method.name).toBe("reliability")
    let [plain, better, n] = [0, 0, 0]
    for (const task of fresh.tasks) {
      const input = inputOf(task, ["ana", "dov"])
      const by = reliableConsensus(input, model)
      for (const [i, { region, provenance }] of consensus(input).settled.entries()) {
        const truth = task.final?.find((one) => overlapOfRegions(one, region) > 0.5)
        const moved = by.settled[i]?.region
        if (!truth || !moved || provenance.method !== "median") continue
        plain += overlapOfRegions(truth, region)
        better += overlapOfRegions(truth, moved)
        n++
        const drawn = input.answers.flatMap(({ body }) =>
          body.regions.filter((one) => overlapOfRegions(one, region) > 0.5),
        )
        expect(Math.min(...drawn.map((one) => overlapOfRegions(one, moved)))).toBeGreaterThanOrEqual(0.75)
      }
    }
    expect(n).toBeGreaterThan(50)
    expect(better / n).toBeGreaterThan(plain / n)
  })

  test("the risk falls with each person who agrees, and evidence is what is known of them", () => {
    const risk = (people: string[]) =>
      fresh.tasks.reduce((sum, task) => sum + (reliableConsensus(inputOf(task, people), model).risk ?? 0), 0)
    const [one, two, three] = [risk(["ana"]), risk(["ana", "ben"]), risk(["ana", "ben", "cho"])]
    expect(two).toBeLessThan(one)
    expect(three).toBeLessThan(two)
    const [task] = fresh.tasks
    if (!task) throw new Error("no task")
    expect(reliableConsensus(inputOf(task, ["ana", "ben"]), model).evidence).toBe(150)
    const stranger = {
      ...inputOf(task, ["ana"]),
      answers: [{ submission: "s", person: "new", body: { regions: [], nothingHere: true } }],
    }
    expect(reliableConsensus(stranger, model)).toMatchObject({ evidence: 0, nothingHere: true })
  })

  test("confidence is a probability, also of an answer alone", () => {
    const confidences = fresh.tasks.flatMap((task) =>
      reliableConsensus(inputOf(task, ["ben"]), model).settled.map(({ provenance }) => provenance.confidence ?? -1),
    )
    expect(Math.min(...confidences)).toBeGreaterThan(0)
    expect(Math.max(...confidences)).toBeLessThan(1)
    expect(new Set(confidences).size).toBeGreaterThan(3)
  })

  test("who names better outweighs, and everything as proposed is a whole answer", () => {
    let told = 0
    for (const task of fresh.tasks) {
      const found = reliableConsensus(inputOf(task, ["ben", "eva"]), model)
      expect(found.proposed.length).toBe(
        found.settled.length + found.differences.filter(({ proposal }) => proposal !== null).length,
      )
      for (const { kind, proposal } of found.differences) {
        const truth = task.final?.find((one) => proposal && overlapOfRegions(one, proposal) > 0.5)
        if (kind !== "label" || !proposal || !truth) continue
        if (proposal.label === truth.label) told++
        else told--
      }
    }
    expect(told).toBeGreaterThan(10)
  })

  test("an outline or turned box stays as it was drawn", () => {
    const [task] = fresh.tasks
    if (!task) throw new Error("no task")
    const input = inputOf(task, ["ana", "dov"])
    const cutCorner = ({ x, y, width, height }: Box): Region["geometry"] => ({
      ...{
        type: "polygon",
        rings: [
          [
            { x, y },
            { x: x + width, y },
            { x: x + width, y: y + height },
          ],
        ],
      },
    })
    const outlined = {
      ...input,
      answers: input.answers.map((answer) => ({
        ...answer,
        body: {
          ...answer.body,
          regions: answer.body.regions.map((region) => ({ ...region, geometry: cutCorner(boxOf(region)) })),
        },
      })),
    }
    const plain = consensus({
      ...outlined,
      weights: Object.fromEntries(model.people.map((one) => [one.person, one.weight])),
    })
    for (const [i, { region }] of reliableConsensus(outlined, model).settled.entries()) {
      const duplicate = plain.settled[i]?.region
      expect(region.geometry.type).toBe("polygon")
      expect(region).toEqual(duplicate)
    }
  })

  test("a person whom nobody knows leaves geometry and confidence to the rule", () => {
    const [task] = fresh.tasks
    if (!task) throw new Error("no task")
    const input = inputOf(task, ["ana", "ben"])
    const strange = {
      ...input,
      answers: input.answers.map((answer) => ({ ...answer, person: `new ${answer.person}` })),
    }
    const found = reliableConsensus(strange, model)
    expect(found.settled).toEqual(consensus(strange).settled)
    expect(found.differences).toEqual(consensus(strange).differences)
    expect(found.evidence).toBe(0)
    expect(found.risk).not.toBeNull()
  })
})

describe("consensus by people's reading", () => {
  const READERS: readonly Habits[] = ["ana", "ben", "cho"].map((name) => ({
    name,
    miss: 0,
    extra: 0,
    wrong: 0.05,
    spread: 0.5,
  }))
  const reading = { people: READERS, each: 3, sides: [60, 140] as const, texts: true }
  const read = fitProject({ ...simulated({ ...reading, pictures: 80 }), readsText: true })
  const pages = simulated({ ...reading, pictures: 20, seed: 3 })
  const riskOf = (people: readonly string[]) =>
    pages.tasks.reduce((sum, task) => sum + (reliableConsensus(inputOf(task, people), read).risk ?? 0), 0)

  test("one reader alone may be wrong, two who agree hardly, and a difference in text is a risk", () => {
    expect(riskOf(["ana", "ben"])).toBeLessThan(riskOf(["ana"]))
    const differing = pages.tasks.filter((task) =>
      reliableConsensus(inputOf(task, ["ana", "ben"]), read).differences.some(({ kind }) => kind === "text"),
    )
    expect(differing.length).toBeGreaterThan(2)
    const agreeing = pages.tasks.filter((task) => !differing.includes(task))
    const mean = (tasks: typeof pages.tasks) =>
      tasks.reduce((sum, task) => sum + (reliableConsensus(inputOf(task, ["ana", "ben"]), read).risk ?? 0), 0) /
      tasks.length
    expect(mean(differing)).toBeGreaterThan(2 * mean(agreeing))
  })

  test("the skill at reading weighs people, not the skill at naming", () => {
    const people = [...READERS.slice(1), { name: "zoe", wrong: 0.4, miss: 0, spread: 0.5 }]
    const model = fitProject({ ...simulated({ ...reading, people, pictures: 80 }), readsText: true })
    const weight = (name: string) => model.people.find(({ person }) => person === name)?.weight ?? 0
    expect(weight("zoe")).toBeLessThan(0.9)
    expect(weight("ben")).toBeGreaterThan(weight("zoe"))
  })
})
