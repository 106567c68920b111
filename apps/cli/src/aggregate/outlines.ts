import { type ConsensusShape, consensusOfShapes } from "@justesse/quality/shapes/crowd"
import { Unusable } from "../arguments.ts"
import { some } from "./figures.ts"
import { type Aggregated, type Job, methodAmong, rounded } from "./job.ts"
import { readShapeAnswers, toFile } from "./outlineFiles.ts"

const METHODS = ["auto", "reliability"] as const

/** The shapes of each picture out of several people's shapes. */
export function aggregateOutlines(job: Job): Aggregated {
  methodAmong(job, METHODS)
  if (job.gold) throw new Unusable("--kind outlines takes no --gold.")
  const rows = job.watch.during("read", () => readShapeAnswers(job.file))
  const { images, habits } = job.watch.during("call", () => consensusOfShapes(rows))
  const all = images.flatMap(({ shapes }) => shapes)
  const doubted = all.filter(({ doubt }) => doubt !== null).length
  const people = new Set(rows.map(({ person }) => person)).size
  return {
    method: "reliability",
    why: job.method === "auto" ? { code: "only_method" } : null,
    sentences: [
      `${some(rows.length, "answer")} of ${some(people, "person", "people")} on ${some(images.length, "picture")}`,
      `${some(all.length, "shape")} in the consensus; a reviewer should look at ${doubted}`,
    ],
    counts: { images: images.length, people, answers: rows.length, shapes: all.length, doubted },
    figures: {
      habits: Object.fromEntries(
        [...habits].map(([person, { bias, spread, compared }]) => [
          person,
          { bias: rounded(bias, 4), spread: rounded(spread, 4), compared },
        ]),
      ),
    },
    writeResults: (to) => {
      for (const { image, shapes } of images) to.line(JSON.stringify({ image, shapes: shapes.map(resultOf) }))
    },
    writeReasons: (to) => {
      for (const { image, people: answered, shapes, leftOut } of images)
        to.line(
          JSON.stringify({ image, people: answered, shapes: shapes.map(reasonOf), leftOut: leftOut.map(reasonOf) }),
        )
    },
  }
}

function resultOf({ shape, confidence, doubt }: ConsensusShape): object {
  return { ...toFile(shape), confidence: rounded(confidence, 6), ...(doubt && { doubt }) }
}

function reasonOf(one: ConsensusShape): object {
  return { ...resultOf(one), votes: one.votes.map(({ person, index }) => ({ annotator: person, shape: index })) }
}
