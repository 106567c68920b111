import { normalDraw, seeded } from "@justesse/quality/agreement/seeded"
import { confirmedItems } from "@justesse/quality/learning/confirmed"
import { errorProfile } from "@justesse/quality/learning/errorProfile"
import { type EdgeOffsets, edgeBias } from "@justesse/quality/skill/edgeBias"
import { type AnnotationBody, boxShape, DEFAULT_SETTINGS, type LabelId, type RegionId } from "@justesse/types"

/**
 * What an error profile finds (COA-1): `npm run bench -- learner [RUNS] [SEED]`. Learners draw boxes of 200 by 100 px, every edge spreads by
 * 6 px; one has left edges 4 px too far out. Each line has a share, its bound and the 95 % interval of the share. Exit code 1 where one
 * is missed. The five looks go through whole answers, as the page has them; the single look asks the test alone.
 */
const [runs = 2_000, seed = 1] = process.argv.slice(2).map(Number)
const SPREAD_PX = 6
const BIAS_PX = 4

let holds = true
function say(what: string, found: number, bound: number, isMost: boolean): void {
  const share = found / runs
  const error = 1.96 * Math.sqrt((share * (1 - share)) / runs)
  const ok = isMost ? share <= bound : share >= bound
  if (!ok) holds = false
  const round = (x: number) => Math.round(x * 1e4) / 1e4
  const interval = [round(share - error), round(share + error)]
  console.log(
    JSON.stringify({
      bench: "learner",
      what,
      share: round(share),
      interval,
      [isMost ? "most" : "least"]: bound,
      runs,
      ok,
    }),
  )
}

/** Signed offsets of one box, the left edge biased. */
function draw(biasPx: number, dice: () => number): EdgeOffsets["px"] {
  const spread = () => SPREAD_PX * normalDraw(dice)
  return { left: biasPx + spread(), top: spread(), right: spread(), bottom: spread() }
}

const oneBox = (x: number, y: number, width: number, height: number): AnnotationBody => ({
  // Names of tests are valid ones.
  regions: [{ id: "a" as RegionId, label: "crate" as LabelId, geometry: boxShape({ x, y, width, height }) }],
  nothingHere: false,
})
const RIGHT = oneBox(1_000, 500, 200, 100)

/** The profile of somebody with so many graded boxes. */
function profileOf(boxes: number, biasPx: number, dice: () => number) {
  const items = Array.from({ length: boxes }, (_, atMs) => {
    const { left, top, right, bottom } = draw(biasPx, dice)
    const mine = oneBox(1_000 - left, 500 - top, 200 + left + right, 100 + top + bottom)
    return confirmedItems({
      ...{ answer: `${atMs}`, mine, right: RIGHT, by: "gold", atMs },
      rule: DEFAULT_SETTINGS.settle,
    })
  })
  return errorProfile(items.flat(), 0)
}

function count(found: (dice: () => number) => boolean): number {
  const dice = seeded(seed)
  let times = 0
  for (let run = 0; run < runs; run++) if (found(dice)) times++
  return times
}

const foundIn = (edges: ReturnType<typeof edgeBias>) => (edges ?? []).filter(({ foundAt }) => foundAt !== null)
const single = (biasPx: number, dice: () => number) => {
  const boxes = Array.from({ length: 40 }, () => ({ px: draw(biasPx, dice), ratio: draw(0, () => 0.5) }))
  return foundIn(edgeBias(boxes, [40]))
}
const isLeft = (found: ReturnType<typeof foundIn>) => found.some(({ edge }) => edge === "left")

say(
  "a bias of 4 px at a spread of 6 px is found by 45 boxes, five looks",
  count((dice) => isLeft(foundIn(profileOf(45, BIAS_PX, dice).edges.edges))),
  ...([0.87, false] as const),
)
say(
  "the same at 40 boxes, one look",
  count((dice) => isLeft(single(BIAS_PX, dice))),
  0.92,
  false,
)
say(
  "somebody without a bias is warned of any edge by 45 boxes, five looks",
  count((dice) => foundIn(profileOf(45, 0, dice).edges.edges).length > 0),
  ...([0.06, true] as const),
)
say(
  "the same at 40 boxes, one look",
  count((dice) => single(0, dice).length > 0),
  0.06,
  true,
)
if (!holds) process.exitCode = 1
