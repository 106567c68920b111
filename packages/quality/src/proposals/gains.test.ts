import { boxShape, LabelId, type Region, RegionId } from "@justesse/types"
import { expect, test } from "vitest"
import { normalDraw, seeded } from "../agreement/seeded.ts"
import { judgeProposals, LEAST_ANSWERS, type ProposedAnswer, proposalGains } from "./gains.ts"

const at = (id: string, x: number, label = "car"): Region => ({
  id: RegionId.parse(id),
  geometry: boxShape({ x, y: 0, width: 100, height: 50 }),
  label: LabelId.parse(label),
})

/** Answers of people of different speed, who need `share` of their time with proposals. */
function crowd(share: number, answers: number, withheld: number, seed: number): ProposedAnswer[] {
  const dice = seeded(seed)
  const normal = () => normalDraw(dice)
  return Array.from({ length: answers }, (_, n) => {
    const person = n % 4
    const isWithheld = Math.floor(n / 4) % Math.round(1 / withheld) === 0
    const seconds = (6 + 6 * person) * (isWithheld ? 1 : share) * Math.exp(0.4 * normal())
    return { person, withheld: isWithheld, seconds, judged: null }
  })
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

test("proposals that cost time say so", () => {
  expect(proposalGains(crowd(1.3, 800, 0.1, 5)).saved?.high).toBeLessThan(0)
})

test("a quick person who happened to get more without does not look like proposals that cost time", () => {
  const own = (person: number, withheld: boolean, seconds: number, times: number): ProposedAnswer[] =>
    Array.from({ length: times }, (_, n) => ({
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
  expect(judgeProposals({ proposed, answer, final }, 0.5)).toEqual({ wrong: 5, kept: 2, final: 4, missed: 1 })
  expect(judgeProposals({ proposed: [], answer: [], final }, 0.5)).toEqual({ wrong: 0, kept: 0, final: 4, missed: 4 })
})

test("shares of mistakes come with intervals that hold them", () => {
  const judged = { wrong: 4, kept: 1, final: 10, missed: 1 }
  const some = Array.from({ length: 100 }, (_, n) => ({ person: 1, withheld: n % 10 === 0, seconds: 9, judged }))
  const { copied, missed } = proposalGains(some)
  expect(copied).toMatchObject({ wrong: 360, kept: 90, share: { value: 0.25 } })
  expect([copied.share?.low, copied.share?.high].map((one) => one?.toFixed(2))).toEqual(["0.21", "0.30"])
  expect([missed.with?.value, missed.without?.value]).toEqual([0.1, 0.1])
  const none = some.map((one) => ({ ...one, judged: { ...judged, kept: 0 } }))
  expect(proposalGains(none).copied.share).toMatchObject({ value: 0, low: 0 })
})
