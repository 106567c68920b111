import { seeded } from "@justesse/quality/agreement/seeded"
import type { ConsensusInput } from "@justesse/quality/consensus/index"
import { iou } from "@justesse/quality/geometry/iou"
import { KINDS } from "@justesse/quality/kinds/list"
import { type Habits, simulated } from "@justesse/quality/testing/simulated"
import {
  boxOf,
  DEFAULT_SETTINGS,
  LabelId,
  type Region,
  RegionId,
  type Verdict,
  verdictOf,
  WHOLE,
} from "@justesse/types"

/**
 * Draw, then check, against drawing once and drawing twice, on simulated people: `npm run bench -- checks`. What is final is what the
 * product's own rules make of the answers. Seconds are assumed, not measured: 25.5 a box that is drawn and 7.8 a picture that is looked
 * over (Su, Deng, Fei-Fei 2012, as quoted in the literature); a correction is two edges that are moved, by the keystroke model; a check of a box by its keys is tried at 9.0 (theirs), and at a sixth and a
 * ninth of drawing. One JSON object a line; intervals are of 90 %, by bootstrap over pictures.
 */
const PICTURES = 400
const SECONDS = { box: 25.5, picture: 7.8, fix: 7.6 }
const CHECKS = [9, SECONDS.box / 6, SECONDS.box / 9]
/** Share of checks that say something else than their checker sees. */
const SLIPS = 0.05
const RESAMPLES = 1_000
const SIZE = { width: 1_000, height: 800 }

const PEOPLE: readonly Habits[] = Array.from({ length: 8 }, (_, n) => ({
  name: `p${n}`,
  bias: [n % 3, -(n % 2), (n % 4) - 1, 0] as const,
  spread: 2 + (n % 4),
  miss: 0.04 + 0.02 * (n % 3),
  extra: 0.03 + 0.02 * (n % 2),
  wrong: 0.03 + 0.02 * (n % 3),
}))

interface Outcome {
  readonly matched: number
  readonly found: number
  readonly truth: number
  readonly overlaps: number
  readonly boxes: number
  readonly looks: number
  readonly checks: number
  readonly fixes: number
}

const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "checks", ...line }))
const round = (value: number, digits = 4) => Math.round(value * 10 ** digits) / 10 ** digits

const inputOf = (answers: readonly (readonly Region[])[]): ConsensusInput => ({
  answers: answers.map((regions, n) => ({
    submission: `s${n}`,
    person: `p${n}`,
    body: { regions: [...regions], nothingHere: regions.length === 0 },
  })),
  settle: DEFAULT_SETTINGS.settle,
  size: SIZE,
  letterSeed: 1,
})

/** What the rule makes of these answers, differences decided as it proposes. */
function finalOf(kind: "boxes" | "verification", answers: readonly (readonly Region[])[]): Region[] {
  return KINDS[kind].consensus(inputOf(answers), null).proposed.map(({ region }) => region)
}

/** The best box of the same label, each of the truth once. */
function scoreOf(regions: readonly Region[], truth: readonly Region[]) {
  const free = new Set(truth)
  let [matched, overlaps] = [0, 0]
  for (const region of regions) {
    const same = [...free].filter(({ label }) => label === region.label)
    const best = same.map((one) => ({ one, is: iou(boxOf(one), boxOf(region)) })).sort((a, b) => b.is - a.is)[0]
    if (!best || best.is < 0.5) continue
    free.delete(best.one)
    matched++
    overlaps += best.is
  }
  return { matched, overlaps, found: regions.length, truth: truth.length }
}

/** What a checker says of a box: by what is there, and now and then by a slip. */
function checkOf(dice: () => number, region: Region, truth: readonly Region[]): Verdict {
  if (dice() < SLIPS) return (["right", "fix", "wrong"] as const)[Math.floor(dice() * 3)] ?? "right"
  const best = Math.max(0, ...truth.map((one) => iou(boxOf(one), boxOf(region))))
  const isNamed = truth.some((one) => one.label === region.label && iou(boxOf(one), boxOf(region)) >= 0.5)
  if (best < 0.5) return "wrong"
  return best >= 0.75 && isNamed ? "right" : "fix"
}

function verdictBy(dice: () => number, region: Region, truth: readonly Region[]): Verdict | null {
  const said = { id: RegionId.parse("c"), geometry: WHOLE, label: LabelId.parse(checkOf(dice, region, truth)) }
  return verdictOf({ regions: finalOf("verification", [[said]]), nothingHere: false })
}

/** A corrected box: where it is, as near as its checker draws, by the name that it has. */
function correctedBy(region: Region, truth: readonly Region[], own: readonly Region[]): Region {
  const near = (list: readonly Region[]) =>
    [...list].sort((one, other) => iou(boxOf(other), boxOf(region)) - iou(boxOf(one), boxOf(region)))[0]
  const there = near(truth)
  const drawn = near(own)
  // The checker's own hand is as sure as in drawing.
  const isOwn = there && drawn && iou(boxOf(drawn), boxOf(there)) >= 0.5
  return { ...region, geometry: (isOwn ? drawn : (there ?? region)).geometry, label: there?.label ?? region.label }
}

/**
 * As the page has it: each box is checked; a correction stands in the place of what was corrected and is checked anew; where one is wrong
 * the next person looks the picture over with all else there to begin with, and draws what they see and is not there. At most three draw.
 */
function checkedOutcome(
  dice: () => number,
  answers: readonly (readonly Region[])[],
  truth: readonly Region[],
): Outcome {
  const [first = [], ...others] = answers
  const effort = { boxes: first.length, looks: 1, checks: 0, fixes: 0 }
  let fresh: Region[] = [...first]
  let right: Region[] = []
  for (let round = 0; ; round++) {
    const own = others[round] ?? []
    let isWrong = false
    for (let waiting = fresh, again = 0; waiting.length > 0; again++) {
      const corrected: Region[] = []
      for (const region of waiting) {
        effort.checks++
        const verdict = verdictBy(dice, region, truth)
        if (verdict === "right") right.push(region)
        else if (verdict === "fix" && again === 0) {
          effort.fixes++
          corrected.push(correctedBy(region, truth, own.length > 0 ? own : first))
        } else isWrong = true
      }
      waiting = corrected
    }
    if (!isWrong || round >= others.length) break
    effort.looks++
    fresh = own.filter((one) => right.every((is) => iou(boxOf(is), boxOf(one)) < 0.5))
    effort.boxes += fresh.length
  }
  return { ...scoreOf(finalOf("boxes", [right]), truth), ...effort }
}

function outcomesOf(how: "once" | "twice" | "checked"): Outcome[] {
  const dice = seeded(7)
  const { tasks } = simulated({ people: PEOPLE, pictures: PICTURES, each: 3, seed: 11, keep: "truth" })
  return tasks.map(({ answers, final }) => {
    const truth = final ?? []
    const drawn = answers.map(({ regions }) => regions)
    if (how === "checked") return checkedOutcome(dice, drawn, truth)
    const used = drawn.slice(0, how === "twice" ? 2 : 1)
    const boxes = used.reduce((all, regions) => all + regions.length, 0)
    return { ...scoreOf(finalOf("boxes", used), truth), boxes, looks: used.length, checks: 0, fixes: 0 }
  })
}

const sum = (list: readonly Outcome[], key: keyof Outcome) => list.reduce((total, one) => total + one[key], 0)
const f1Of = (list: readonly Outcome[]) => (2 * sum(list, "matched")) / (sum(list, "found") + sum(list, "truth"))
const iouOf = (list: readonly Outcome[]) => sum(list, "overlaps") / Math.max(1, sum(list, "matched"))
const secondsOf = (list: readonly Outcome[], check: number) =>
  (sum(list, "boxes") * SECONDS.box +
    sum(list, "looks") * SECONDS.picture +
    sum(list, "checks") * check +
    sum(list, "fixes") * SECONDS.fix) /
  list.length

/** A figure with what 90 % of resampled pictures give. */
function within(lists: readonly (readonly Outcome[])[], figure: (lists: readonly Outcome[][]) => number) {
  const dice = seeded(3)
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const at = Array.from({ length: PICTURES }, () => Math.floor(dice() * PICTURES))
    return figure(lists.map((list) => at.flatMap((n) => list[n] ?? [])))
  }).sort((a, b) => a - b)
  const place = (share: number) => round(drawn[Math.floor(share * RESAMPLES)] ?? 0)
  return { is: round(figure(lists.map((list) => [...list]))), from: place(0.05), to: place(0.95) }
}

const [once, twice, checked] = (["once", "twice", "checked"] as const).map(outcomesOf)
if (!once || !twice || !checked) throw new Error("three ways were expected")
say({ pictures: PICTURES, secondsAssumed: { ...SECONDS, check: CHECKS.map((one) => round(one, 2)) }, slips: SLIPS })
for (const [way, list] of Object.entries({ once, twice, checked }))
  say({
    way,
    f1: within([list], ([own = []]) => f1Of(own)),
    meanIou: within([list], ([own = []]) => iouOf(own)),
    drawnAgain: round(list.filter(({ looks }) => looks > 1).length / PICTURES, 3),
    each: {
      boxes: round(sum(list, "boxes") / PICTURES, 2),
      checks: round(sum(list, "checks") / PICTURES, 2),
      fixes: round(sum(list, "fixes") / PICTURES, 2),
    },
  })
for (const check of CHECKS)
  say({
    secondsACheck: round(check, 2),
    secondsAPicture: { twice: round(secondsOf(twice, 0), 1), checked: round(secondsOf(checked, check), 1) },
    shareOfTwice: within([checked, twice], ([a = [], b = []]) => secondsOf(a, check) / secondsOf(b, 0)),
    f1More: within([checked, twice], ([a = [], b = []]) => f1Of(a) - f1Of(b)),
    meanIouMore: within([checked, twice], ([a = [], b = []]) => iouOf(a) - iouOf(b)),
  })
