import { boxShape, LabelId, type Region, RegionId } from "@justesse/types"
import { expect, test } from "vitest"
import { normalDraw, seeded } from "../agreement/seeded.ts"
import {
  type Judged,
  type JudgedAnswer,
  judgeProposals,
  LEAST_ANSWERS,
  type ProposedAnswer,
  proposalGains,
} from "./gains.ts"

const at = (id: string, x: number, label = "car"): Region => ({
  id: RegionId.parse(id),
  geometry: boxShape({ x, y: 0, width: 100, height: 50 }),
  label: LabelId.parse(label),
})

const [CAR, BUS] = [LabelId.parse("car"), LabelId.parse("bus")]
const ofCars = (judged: Judged): JudgedAnswer => ({ labels: new Map([[CAR, judged]]), outcomes: [] })

/** Answers of people of different speed, who need `share` of their time with proposals. */
function crowd(share: number, answers: number, withheld: number, seed: number): ProposedAnswer[] {
  const dice = seeded(seed)
  const normal = () => normalDraw(dice)
  return Array.from({ length: answers }, (_, n) => {
    const person = n % 4
    const isWithheld = Math.floor(n / 4) % Math.round(1 / withheld) === 0
    const seconds = (6 + 6 * person) * (isWithheld ? 1 : share) * Math.exp(0.4 * normal())
    return { task: n, person, withheld: isWithheld, seconds, judged: null }
  })
}

/** The same where three people answer each task, and what is hard for one of them is hard for the others. */
function together(share: number, tasks: number, withheld: number, seed: number): ProposedAnswer[] {
  const dice = seeded(seed)
  const normal = () => normalDraw(dice)
  return Array.from({ length: tasks }, (_, task) => {
    const isWithheld = task % Math.round(1 / withheld) === 0
    const hard = Math.exp(0.6 * normal())
    return [0, 1, 2].map((person) => {
      const seconds = (6 + 6 * person) * hard * (isWithheld ? 1 : share) * Math.exp(0.3 * normal())
      return { task, person, withheld: isWithheld, seconds, judged: null }
    })
  }).flat()
}

test("the time saved is found within its interval in about 95 of 100 crowds, and the interval is narrow", () => {
  let [held, width] = [0, 0]
  for (let seed = 1; seed <= 200; seed++) {
    const { saved } = proposalGains(crowd(0.62, 600, 0.1, seed))
    if (!saved) throw new Error("enough answers are there")
    held += Number(saved.low <= 0.38 && 0.38 <= saved.high)
    width += saved.high - saved.low
  }
  expect(held).toBeGreaterThanOrEqual(184)
  expect(width / 200).toBeLessThan(0.18)
})

test("answers to one task go together: as many of them tell less, and the interval holds all the same", () => {
  let held = 0
  for (let seed = 1; seed <= 200; seed++) {
    const { saved } = proposalGains(together(0.62, 200, 0.1, seed))
    if (saved) held += Number(saved.low <= 0.38 && 0.38 <= saved.high)
  }
  expect(held).toBeGreaterThanOrEqual(184)
})

test("mistakes of one picture go together: what everybody keeps of it is not as many proofs", () => {
  const final = 1
  let held = 0
  for (let seed = 1; seed <= 200; seed++) {
    const dice = seeded(seed)
    // A picture in four has six wrong proposals that all three people keep; of the others nobody keeps any.
    const answers = Array.from({ length: 60 }, (_, task) => {
      const kept = dice() < 0.25 ? 6 : 0
      const judged = ofCars({ wrong: 6, kept, final, missed: 0 })
      return [1, 2, 3].map((person) => ({ task, person, withheld: false, seconds: 9, judged }))
    }).flat()
    const { share } = proposalGains(answers).copied
    held += Number(share !== null && share.low <= 0.25 && 0.25 <= share.high)
  }
  expect(held).toBeGreaterThanOrEqual(184)
})

test("of what never varies a task is one proof, and of one task nothing is said", () => {
  const judged = ofCars({ wrong: 6, kept: 0, final: 6, missed: 6 })
  const of = (task: number): ProposedAnswer => ({ task, person: 1, withheld: false, seconds: 9, judged })
  const ten = proposalGains(Array.from({ length: 10 }, (_, task) => of(task)))
  expect(ten.copied.share).toMatchObject({ value: 0, low: 0 })
  expect(ten.copied.share?.high).toBeGreaterThan(0.2)
  expect(ten.missed.with?.low).toBeLessThan(0.8)
  const one = proposalGains(Array.from({ length: 40 }, () => of(1)))
  expect([one.copied.share, one.missed.with, one.seconds.with]).toEqual([null, null, null])
  expect(one.copied).toMatchObject({ wrong: 240, kept: 0 })
})

test("proposals that cost time say so", () => {
  expect(proposalGains(crowd(1.3, 800, 0.1, 5)).saved?.high).toBeLessThan(0)
})

test("a quick person who happened to get more without does not look like proposals that cost time", () => {
  const own = (person: number, withheld: boolean, seconds: number, times: number): ProposedAnswer[] =>
    Array.from({ length: times }, (_, n) => ({
      task: 1_000 * person + 2 * n + Number(withheld),
      person,
      withheld,
      seconds: seconds * (1 + 0.01 * (n % 3)),
      judged: null,
    }))
  const uneven = [...own(1, true, 5, 90), ...own(1, false, 4, 90), ...own(2, true, 50, 10), ...own(2, false, 40, 190)]
  expect(proposalGains(uneven).saved?.value).toBeCloseTo(0.2, 2)
})

test("with fewer than enough on a side, or nobody on both, nothing is said", () => {
  const few = crowd(0.5, 4 * (LEAST_ANSWERS - 2), 0.25, 1)
  expect(few.filter((one) => one.withheld).length).toBeLessThan(LEAST_ANSWERS)
  expect(proposalGains(few)).toMatchObject({ saved: null, seconds: { without: null }, copied: { share: null } })
  const apart = crowd(0.5, 400, 0.5, 1).map((one) => ({ ...one, person: Number(one.withheld) }))
  expect(proposalGains(apart).saved).toBeNull()
  expect(proposalGains([])).toMatchObject({ answers: { with: 0, without: 0 }, saved: null })
})

test("a wrong proposal is kept where it is wrong in the answer too; mended, relabelled or dropped it is not", () => {
  const final = [at("f1", 0), at("f2", 200), at("f3", 400, "bus"), at("f4", 900)]
  const proposed = [at("m1", 2), at("m2", 260), at("m3", 400), at("m4", 600), at("m5", 700), at("m6", 800)]
  const answer = [at("m1", 2), at("m2", 205), at("m3", 400, "bus"), at("m4", 600), at("m5", 705)]
  // m2 moved where it belongs, m3 relabelled, m6 dropped; m4 taken, m5 moved and as wrong as before.
  const car = { wrong: 5, kept: 2, final: 3, missed: 1 }
  const bus = { wrong: 0, kept: 0, final: 1, missed: 0 }
  expect(judgeProposals({ proposed, answer, final }, 0.5).labels).toEqual(
    new Map([
      [CAR, car],
      [BUS, bus],
    ]),
  )
  const none = { car: { ...car, wrong: 0, kept: 0, missed: 3 }, bus: { ...bus, missed: 1 } }
  expect(judgeProposals({ proposed: [], answer: [], final }, 0.5).labels).toEqual(
    new Map([
      [CAR, none.car],
      [BUS, none.bus],
    ]),
  )
})

test("a wrong proposal that is kept under another label counts for the label that it came with", () => {
  const proposed = [at("m1", 0), at("m2", 300, "bus")]
  const answer = [at("m1", 0, "bus"), at("m2", 300, "bus")]
  const { labels: judged } = judgeProposals({ proposed, answer, final: [at("f1", 600, "bus")] }, 0.5)
  expect(judged.get(CAR)).toEqual({ wrong: 1, kept: 1, final: 0, missed: 0 })
  expect(judged.get(BUS)).toEqual({ wrong: 1, kept: 1, final: 1, missed: 1 })
})

test("mistakes are told by label, the most copied first, and a label with few of them has numbers and no share", () => {
  const often = { wrong: 4, kept: 1, final: 10, missed: 2 }
  const some = Array.from({ length: 100 }, (_, n): ProposedAnswer => {
    const rare = n === 3 ? [[BUS, { wrong: 2, kept: 2, final: 1, missed: 0 }] as const] : []
    return {
      task: n,
      person: 1,
      withheld: n % 10 === 0,
      seconds: 9,
      judged: { labels: new Map([...rare, [CAR, often]]), outcomes: [] },
    }
  })
  const { labels, copied } = proposalGains(some)
  expect(copied).toMatchObject({ wrong: 362, kept: 92 })
  expect(labels.map(({ label }) => label)).toEqual([CAR, BUS])
  expect(labels[0]).toMatchObject({
    copied: { wrong: 360, kept: 90, share: { value: 0.25 } },
    missed: { with: { value: 0.2 } },
  })
  expect(labels[1]).toEqual({
    label: BUS,
    copied: { wrong: 2, kept: 2, share: null },
    missed: { with: null, without: null },
  })
  expect(proposalGains([]).labels).toEqual([])
})

test("shares of mistakes come with intervals that hold them", () => {
  const counts = { wrong: 4, kept: 1, final: 10, missed: 1 }
  const judged = ofCars(counts)
  const some = Array.from({ length: 100 }, (_, n) => {
    return { task: n, person: 1, withheld: n % 10 === 0, seconds: 9, judged }
  })
  const { copied, missed } = proposalGains(some)
  expect(copied).toMatchObject({ wrong: 360, kept: 90, share: { value: 0.25 } })
  expect([copied.share?.low, copied.share?.high].map((one) => one?.toFixed(2))).toEqual(["0.21", "0.30"])
  expect([missed.with?.value, missed.without?.value]).toEqual([0.1, 0.1])
  const none = some.map((one) => ({ ...one, judged: ofCars({ ...counts, kept: 0 }) }))
  expect(proposalGains(none).copied.share).toMatchObject({ value: 0, low: 0 })
})

test("of each tenth of the scores it says how many were right, and how many wrong ones were kept", () => {
  const scored = (id: string, x: number, score: number) => ({
    ...at(id, x),
    origin: { source: "model" as const, score },
  })
  const final = [at("f1", 0), at("f2", 300)]
  const proposed = [scored("p1", 0, 1), scored("p2", 900, 0.95), scored("p3", 1_500, 0.2), at("p4", 300)]
  const judged = judgeProposals({ proposed, answer: [at("p1", 0), at("p2", 900), at("p4", 300)], final }, 0.5)
  const answers = Array.from({ length: 40 }, (_, task) => ({ task, person: 1, withheld: false, seconds: 9, judged }))
  const { scores } = proposalGains(answers)
  expect(scores.map(({ from, proposed: all, copied }) => [from, all, copied.wrong, copied.kept])).toEqual([
    [0.9, 80, 40, 40],
    [0.2, 40, 40, 0],
  ])
  expect(scores[0]?.right).toMatchObject({ value: 0.5 })
  expect(scores[1]?.right).toMatchObject({ value: 0, low: 0 })
  expect(scores[1]?.copied.share).toMatchObject({ value: 0, low: 0 })
  // Too few are no figure, and answers that nobody judged say nothing.
  expect(proposalGains(answers.slice(0, 5)).scores[1]?.right).toBeNull()
  expect(proposalGains(answers.map((one) => ({ ...one, judged: null }))).scores).toEqual([])
})

test("of a whole picture a wrong class that people kept counts as one of a place does", () => {
  const whole = (id: string, label: string): Region => ({
    id: RegionId.parse(id),
    geometry: { type: "whole" },
    label: LabelId.parse(label),
  })
  const proposed = [{ ...whole("model-1", "car"), origin: { source: "model" as const, score: 0.7 } }]
  const final = [whole("f1", "bus")]
  const kept = judgeProposals({ proposed, answer: [whole("model-1", "car")], final }, 0.5)
  expect(kept.labels.get(CAR)).toEqual({ wrong: 1, kept: 1, final: 0, missed: 0 })
  expect(kept.labels.get(BUS)).toEqual({ wrong: 0, kept: 0, final: 1, missed: 1 })
  expect(kept.outcomes).toEqual([{ score: 0.7, isWrong: true, isKept: true }])
  const mended = judgeProposals({ proposed, answer: [whole("own-1", "bus")], final }, 0.5)
  expect(mended.outcomes).toEqual([{ score: 0.7, isWrong: true, isKept: false }])
  const right = judgeProposals({ proposed, answer: [whole("model-1", "car")], final: [whole("f1", "car")] }, 0.5)
  expect(right.outcomes).toEqual([{ score: 0.7, isWrong: false, isKept: false }])
})

test("a score belongs to the tenth that it begins, and 1 to the highest", () => {
  const shown = [0, 0.05, 0.1, 0.39999, 0.4, 0.999, 1]
  const outcomes = shown.map((score) => ({ score, isWrong: false, isKept: false }))
  const judged: JudgedAnswer = { labels: new Map(), outcomes }
  const answers = [1, 2].map((task) => ({ task, person: 1, withheld: false, seconds: 9, judged }))
  expect(proposalGains(answers).scores.map(({ from, proposed }) => [from, proposed])).toEqual([
    [0.9, 4],
    [0.4, 2],
    [0.3, 2],
    [0.1, 2],
    [0, 4],
  ])
  // Of tasks that came without proposals there is nothing to tell.
  expect(proposalGains(answers.map((one) => ({ ...one, withheld: true }))).scores).toEqual([])
  const silent = { ...judged, outcomes: [{ score: null, isWrong: true, isKept: true }] }
  expect(proposalGains([{ task: 1, person: 1, withheld: false, seconds: 9, judged: silent }]).scores).toEqual([])
})

test("what is proposed with a label that nothing is has that label's mistakes alone, with or without a score", () => {
  const final = [at("f1", 0), at("f2", 300, "bus")]
  const proposed = [at("p1", 0), at("p2", 300, "car"), { ...at("p3", 600, "bus"), origin: undefined }]
  const { labels, outcomes } = judgeProposals({ proposed, answer: final, final }, 0.5)
  expect(labels.get(CAR)).toEqual({ wrong: 1, kept: 0, final: 1, missed: 0 })
  expect(labels.get(BUS)).toEqual({ wrong: 1, kept: 0, final: 1, missed: 0 })
  expect(outcomes).toEqual([
    { score: null, isWrong: false, isKept: false },
    { score: null, isWrong: true, isKept: false },
    { score: null, isWrong: true, isKept: false },
  ])
  const judged: JudgedAnswer = { labels, outcomes }
  const answers = Array.from({ length: 40 }, (_, task) => ({ task, person: 1, withheld: false, seconds: 9, judged }))
  expect(proposalGains(answers).scores).toEqual([])
  expect(proposalGains(answers).copied).toMatchObject({ wrong: 80, kept: 0 })
})
