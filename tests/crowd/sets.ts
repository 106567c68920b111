import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Region } from "@justesse/types"
import { ROOT } from "../support/places.ts"

/** Real crowd data, found through JUSTESSE_SHARED or beside the repository; not part of it. */
const CROWD = join(process.env["JUSTESSE_SHARED"] || join(ROOT, "../shared"), "data/crowd")

/** Whether the sets are on this machine. */
export const HAVE_CROWD = existsSync(join(CROWD, "classification/rte.labels.csv"))

/** One row of a votes file. */
export interface Vote {
  readonly task: string
  readonly person: string
  readonly label: string
}

const rowsOf = (path: string) =>
  readFileSync(join(CROWD, path), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(","))

/** Votes of `classification/rte` and the like, in file order. */
export function votesOf(set: string): Vote[] {
  return rowsOf(`${set}.labels.csv`).map(([task = "", person = "", label = ""]) => ({ task, person, label }))
}

/** Gold label of each task that has one. */
export function goldOf(set: string): Map<string, string> {
  return new Map(rowsOf(`${set}.gold.csv`).map(([task = "", label = ""]) => [task, label]))
}

/** The pedestrians: each picture with everybody's boxes. */
export function pedestrians(): { picture: string; answers: { person: string; regions: Region[] }[] }[] {
  const pictures = new Map<string, { person: string; regions: Region[] }[]>()
  for (const line of readFileSync(join(CROWD, "boxes/pedestrians.labels.jsonl"), "utf8").trim().split("\n")) {
    const { image, annotator, boxes }: { image: string; annotator: string; boxes: number[][] } = JSON.parse(line)
    const answers = pictures.get(image) ?? []
    // Ids and labels of a file of boxes are made here.
    const regions = boxes.map(
      ([x, y, width, height], i) =>
        ({ id: `r${i}`, geometry: { type: "box", x, y, width, height }, label: "person" }) as unknown as Region,
    )
    answers.push({ person: annotator, regions })
    pictures.set(image, answers)
  }
  return [...pictures].map(([picture, answers]) => ({ picture, answers }))
}
