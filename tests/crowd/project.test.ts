import { boxSetOf, countImages, scoreOfCounts, type Xywh } from "@justesse/quality/boxes/index"
import { fourOf } from "@justesse/quality/geometry/iou"
import {
  COMPARED,
  fitProject,
  type ProjectModel,
  type ProjectTask,
  projectFigures,
} from "@justesse/quality/project/index"
import { reliableConsensus } from "@justesse/quality/project/reliable"
import { boxOf, boxShape, LabelId, RegionId } from "@justesse/types"
import { beforeAll, describe, expect, test } from "vitest"
import { hasPedestrians, pedestrians } from "./pedestrians.ts"

const rule = { matchIou: 0.4, settleIou: 0.8, text: "exact" } as const
const DAY_MS = 86_400_000

function regionsOf(boxes: readonly Xywh[]) {
  return boxes.map(([x, y, width, height], i) => ({
    id: RegionId.parse(`r${i}`),
    geometry: boxShape({ x, y, width, height }),
    label: LabelId.parse("person"),
  }))
}

/** The first `each` answers to every picture, people turned by the picture so that everybody takes part. */
function project(each: number): ProjectTask[] {
  const { rows } = pedestrians()
  const byImage = new Map<string, typeof rows>()
  for (const row of rows) byImage.set(row.image, [...(byImage.get(row.image) ?? []), row])
  return [...byImage].sort().map(([image, answers], n) => {
    const shifted = answers.map((_, i) => answers[(i + n) % answers.length] ?? answers[0]).slice(0, each)
    return {
      task: image,
      answers: shifted.flatMap((row) =>
        row ? [{ person: row.person, atMs: DAY_MS * Math.floor(n / 80), regions: regionsOf(row.boxes) }] : [],
      ),
      final: null,
      finalBy: "answers",
    }
  })
}

/** F1 at 0.75 and mean IoU of what the consensus proposes in all, on the pictures with gold. */
function scored(tasks: readonly ProjectTask[], model: ProjectModel | null) {
  const { gold } = pedestrians()
  const images = gold.map((one) => one.image).sort()
  const found = tasks
    .filter(({ task }) => images.includes(task))
    .map(({ task, answers }) => {
      const input = {
        answers: answers.map(({ person, regions }) => ({
          submission: person,
          person,
          body: { regions: [...regions], nothingHere: regions.length === 0 },
        })),
        settle: rule,
        size: { width: 100_000, height: 100_000 },
        letterSeed: 1,
      }
      const boxes = reliableConsensus(input, model).proposed.map(({ region }): Xywh => fourOf(boxOf(region)))
      return { image: task, boxes }
    })
  return scoreOfCounts(countImages(boxSetOf(images, found), boxSetOf(images, gold)))
}

describe.runIf(hasPedestrians)("two answers a picture, as most projects ask, on the pedestrians", () => {
  let tasks: ProjectTask[]
  let model: ProjectModel

  // Not while tests are gathered: that is done where the data are missing too.
  beforeAll(() => {
    tasks = project(2)
    model = fitProject({ readsText: false, settle: rule, tasks })
  })

  test("people's habits are learnt from pairs, foretell new answers better, and bring boxes nearer to the experts'", () => {
    expect(model.boxes?.people.filter(({ compared }) => compared >= COMPARED).length).toBeGreaterThan(10)
    expect(model.method).toMatchObject({ name: "reliability", why: "held_out" })
    const [plain, better] = [scored(tasks, null), scored(tasks, model)]
    expect(better.f1At75).toBeGreaterThan(plain.f1At75)
    expect(better.meanIou ?? 0).toBeGreaterThan(plain.meanIou ?? 0)
  })

  test("the size under which people begin to miss is found by the experts' boxes", () => {
    const { gold } = pedestrians()
    const keptOf = new Map(gold.map(({ image, boxes }) => [image, regionsOf(boxes)]))
    const told = project(7).map((task): ProjectTask => {
      const kept = keptOf.get(task.task)
      return kept ? { ...task, final: kept, finalBy: "gold" } : task
    })
    const input = {
      readsText: false,
      settle: rule,
      labels: ["person"],
      tasks: told,
      reasons: [],
      secondLooks: [],
      audits: [],
    } as const
    const figures = projectFigures(input)
    expect(figures.missUnder).toBeGreaterThanOrEqual(20)
    expect(figures.calibration?.n).toBeGreaterThan(500)
    expect(figures.calibration?.ece).toBeLessThan(0.1)
    expect(figures.people.filter(({ figure }) => figure !== null).length).toBeGreaterThan(20)
  })
})

test.runIf(!hasPedestrians)("the crowd's data are not beside this checkout: their tests did not run", () => {
  expect(hasPedestrians).toBe(false)
})
