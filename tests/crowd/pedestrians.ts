import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { BoxRow, GoldImage, Xywh } from "@justesse/quality/boxes/index"

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Where the shared data lie: JUSTESSE_SHARED, or `shared` beside the checkout. */
export const crowdFolder = join(process.env.JUSTESSE_SHARED || join(root, "..", "shared"), "data/crowd")

/** True when the pedestrians' answers are there. */
export const hasPedestrians = existsSync(join(crowdFolder, "boxes/pedestrians.labels.jsonl"))

/** The answers of 43 people to 759 images and the experts' boxes of 468 of them. */
export function pedestrians(): { rows: BoxRow[]; gold: GoldImage[] } {
  const lines = (name: string): unknown[] =>
    readFileSync(join(crowdFolder, "boxes", name), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
  const labels = lines("pedestrians.labels.jsonl") as {
    image: string
    annotator: string
    boxes: Xywh[]
    t_ms: number[]
  }[] // SOURCE.md says so
  const rows = labels.map(({ image, annotator, boxes, t_ms }) => ({ image, person: annotator, boxes, madeAtMs: t_ms }))
  return { rows, gold: lines("pedestrians.gold.jsonl") as GoldImage[] } // SOURCE.md says so
}
