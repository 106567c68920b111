import type { Dice } from "@justesse/db/testing/dice"
import { doubtOfGold } from "@justesse/quality/gold/doubt"
import { addGoldEvidence, type GoldEvidence, goldSkill, NO_GOLD_EVIDENCE } from "@justesse/quality/gold/evidence"
import { gradeGold } from "@justesse/quality/gold/grade"
import { type AnnotationBody, boxOf, boxShape, type LabelId, type Region, type RegionId } from "@justesse/types"

/** What is simulated. Shares in [0, 1]. */
export interface GoldPlan {
  readonly people: number
  readonly gold: number
  /** Answers to each gold task, unless it goes on trial before. */
  readonly answers: number
  /** Gold whose known answer has one error. */
  readonly wrong: number
  /** Regions at which people tend to make one and the same error. */
  readonly hard: number
}

/** What came of it. */
export interface GoldSimulation {
  readonly wrongGold: number
  readonly foundOut: number
  readonly rightGold: number
  readonly rightOnTrial: number
  /** Errors booked against people at the place where the known answer was wrong and they were right. */
  readonly wrongfulMarks: number
  readonly reversed: number
  /** Mean number of answers after which wrong gold went on trial. */
  readonly answersNeeded: number
}

const RULE = { matchIou: 0.4, settleIou: 0.8, text: "exact" } as const
const LABELS = ["car", "sign", "person", "tree", "dog"] as LabelId[] // plain ids

interface Person {
  readonly miss: number
  readonly confuse: number
  readonly shakePx: number
  evidence: GoldEvidence
}

/** Seven in ten work well, two so-so, one poorly: as in the crowd sets, where most err little and a few much. */
function person(random: Dice): Person {
  const kind = random.next()
  const [miss, confuse, shakePx] = kind < 0.7 ? [0.03, 0.03, 1.5] : kind < 0.9 ? [0.1, 0.1, 3] : [0.3, 0.3, 8]
  return { miss, confuse, shakePx, evidence: NO_GOLD_EVIDENCE }
}

interface Thing {
  readonly region: Region
  /** The error that many make here, or none. */
  readonly trap: "miss" | LabelId | null
}

function thing(n: number, hard: number, random: Dice): Thing {
  const label = random.pick(LABELS) ?? ("car" as LabelId)
  const [width, height] = [40 + random.below(120), 40 + random.below(120)]
  const region: Region = {
    ...{ id: `r${n}` as RegionId, label },
    geometry: boxShape({
      ...{ x: (n % 3) * 320 + random.below(120), y: Math.floor(n / 3) * 260 + random.below(80), width, height },
    }),
  }
  const isHard = random.next() < hard
  return { region, trap: !isHard ? null : random.next() < 0.5 ? "miss" : otherLabel(label, random) }
}

function otherLabel(label: LabelId, random: Dice): LabelId {
  return random.pick(LABELS.filter((one) => one !== label)) ?? label
}

function gauss(random: Dice): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

function bodyOf(regions: readonly Region[]): AnnotationBody {
  return { regions: [...regions], nothingHere: regions.length === 0 }
}

/** The known answer with one error: a label, a box moved, one too many or one too few. */
function spoilt(truth: readonly Region[], random: Dice): Region[] {
  const at = random.below(truth.length)
  const kind = random.below(4)
  if (kind === 0) return truth.filter((_, i) => i !== at)
  if (kind === 1)
    return [
      ...truth,
      {
        ...(truth[0] as Region),
        id: "extra" as RegionId,
        geometry: boxShape({ x: 700, y: 620, width: 60, height: 60 }),
      },
    ]
  return truth.map((region, i) =>
    i !== at
      ? region
      : kind === 2
        ? { ...region, label: otherLabel(region.label, random) }
        : { ...region, geometry: boxShape({ ...boxOf(region), width: boxOf(region).width * 1.6 }) },
  )
}

function answerOf({ miss, confuse, shakePx }: Person, things: readonly Thing[], random: Dice): AnnotationBody {
  const regions = things.flatMap(({ region, trap }, n): Region[] => {
    const trapped = trap !== null && random.next() < 0.4
    if (random.next() < miss || (trapped && trap === "miss")) return []
    const label =
      trapped && trap !== null && trap !== "miss"
        ? trap
        : random.next() < confuse
          ? otherLabel(region.label, random)
          : region.label
    const box = boxOf(region)
    const [left, top] = [box.x + shakePx * gauss(random), box.y + shakePx * gauss(random)]
    const width = Math.max(4, box.x + box.width + shakePx * gauss(random) - left)
    const height = Math.max(4, box.y + box.height + shakePx * gauss(random) - top)
    return [{ id: `a${n}` as RegionId, geometry: boxShape({ x: left, y: top, width, height }), label }]
  })
  return bodyOf(regions)
}

function errorsIn({ find, place, name, transcribe }: GoldEvidence): number {
  return find.wrong + place.wrong + name.wrong + transcribe.wrong
}

/** Skill by competence, this one answer taken out. */
function skillWithout(all: GoldEvidence, own: GoldEvidence) {
  const { find, place, name, transcribe } = addGoldEvidence(all, own, -1)
  return { find: goldSkill(find), place: goldSkill(place), name: goldSkill(name), transcribe: goldSkill(transcribe) }
}

/** People answer gold one after the other; after each answer it is judged, and trials are decided rightly. */
export function simulateGold(plan: GoldPlan, random: Dice): GoldSimulation {
  const people = Array.from({ length: plan.people }, () => person(random))
  const items = Array.from({ length: plan.gold }, () => {
    const things = Array.from({ length: 1 + random.below(6) }, (_, n) => thing(n, plan.hard, random))
    const truth = things.map(({ region }) => region)
    const isWrong = random.next() < plan.wrong
    const known = bodyOf(isWrong ? spoilt(truth, random) : truth)
    return { things, truth: bodyOf(truth), known, isWrong, given: [] as Given[], tried: false, needed: 0 }
  })
  const assignments = items.flatMap((item) =>
    shuffled(people, random)
      .slice(0, plan.answers)
      .map((who) => ({ item, who })),
  )
  for (const { item, who } of shuffled(assignments, random)) {
    if (item.tried) continue
    const body = answerOf(who, item.things, random)
    const { evidence } = gradeGold(body, item.known, RULE)
    who.evidence = addGoldEvidence(who.evidence, evidence)
    item.given.push({ who, body, evidence })
    const votes = item.given.map((one) => ({ body: one.body, skill: skillWithout(one.who.evidence, one.evidence) }))
    if (doubtOfGold(item.known, votes, RULE).doubt <= 0.5) continue
    item.tried = true
    item.needed = item.given.length
    if (!item.isWrong) continue
    for (const one of item.given) {
      const right = gradeGold(one.body, item.truth, RULE).evidence
      one.who.evidence = addGoldEvidence(addGoldEvidence(one.who.evidence, one.evidence, -1), right)
    }
  }
  return summed(items)
}

interface Given {
  readonly who: Person
  readonly body: AnnotationBody
  readonly evidence: GoldEvidence
}

function summed(
  items: readonly {
    truth: AnnotationBody
    isWrong: boolean
    given: readonly Given[]
    tried: boolean
    needed: number
  }[],
): GoldSimulation {
  const wrong = items.filter(({ isWrong }) => isWrong)
  const found = wrong.filter(({ tried }) => tried)
  const marks = (item: (typeof items)[number]) =>
    item.given.reduce(
      (sum, { body, evidence }) =>
        sum + Math.max(0, errorsIn(evidence) - errorsIn(gradeGold(body, item.truth, RULE).evidence)),
      0,
    )
  const total = (list: typeof wrong) => list.reduce((sum, item) => sum + marks(item), 0)
  const right = items.filter(({ isWrong }) => !isWrong)
  return {
    wrongGold: wrong.length,
    foundOut: found.length,
    rightGold: right.length,
    rightOnTrial: right.filter(({ tried }) => tried).length,
    wrongfulMarks: total(wrong),
    reversed: total(found),
    answersNeeded: found.reduce((sum, { needed }) => sum + needed, 0) / Math.max(1, found.length),
  }
}

function shuffled<T>(list: readonly T[], random: Dice): T[] {
  const keyed = list.map((value) => ({ value, key: random.next() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value)
}
