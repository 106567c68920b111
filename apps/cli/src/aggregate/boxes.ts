import {
  type BoxVotes,
  boxVotesFrom,
  type ConsensusBox,
  consensusOfVotes,
  fitBoxes,
  type ImageConsensus,
  knowledgeFor,
  modelOf,
  withGold,
} from "@justesse/quality/boxes/index"
import { Unusable } from "../arguments.ts"
import { readBoxAnswers, readBoxGold } from "./boxFiles.ts"
import { count, some } from "./figures.ts"
import { type Aggregated, type Job, methodAmong, rounded } from "./job.ts"

const METHODS = ["auto", "reliability"] as const

/** The boxes of each picture out of several people's boxes. */
export function aggregateBoxes(job: Job): Aggregated {
  methodAmong(job, METHODS)
  const { votes, gold } = job.watch.during("read", () => {
    const { rows, sizes } = readBoxAnswers(job.file)
    return { votes: boxVotesFrom(rows, sizes), gold: job.gold ? readBoxGold(job.gold) : null }
  })
  const usable = gold?.filter(({ image }) => votes.images.includes(image)) ?? []
  if (gold && usable.length === 0)
    throw new Unusable(`${job.gold?.name} has no picture of ${job.file.name}. Do both name pictures in the same way?`)
  const { images, model } = job.watch.during("call", () => {
    const fit = fitBoxes(votes)
    const learnt = usable.length > 0 ? withGold(modelOf(fit), fit, usable) : modelOf(fit)
    return { images: consensusOfVotes(votes, knowledgeFor(learnt, votes)), model: learnt }
  })
  const hasClasses = votes.classes.some((name) => name !== "")
  const boxes = images.reduce((n, image) => n + image.boxes.length, 0)
  const remarks = remarksOf(votes)
  return {
    method: "reliability",
    why: job.method === "auto" ? { code: "only_method" } : null,
    sentences: [
      `${some(votes.seenBy.length, "answer")} of ${some(votes.people.length, "person", "people")} on ${some(images.length, "picture")}, ${some(votes.boxPerson.length, "box", "boxes")}`,
      `${some(boxes, "box", "boxes")} in the consensus; empty pictures: ${count(images.filter((image) => image.boxes.length === 0).length)}`,
      ...(remarks.degenerate > 0 ? [`left out, without area: ${some(remarks.degenerate, "box", "boxes")}`] : []),
      ...(remarks.clipped > 0 ? [`cut at the rim of the picture: ${some(remarks.clipped, "box", "boxes")}`] : []),
      ...(remarks.answered_twice > 0
        ? [
            `a person on the same picture again: ${some(remarks.answered_twice, "answer")}; the latest by "timestamp" counts, and the fuller one without it`,
          ]
        : []),
      ...(gold ? [`gold for ${some(usable.length, "picture")}: all boxes were moved by the offset that it shows`] : []),
    ],
    counts: {
      images: images.length,
      people: votes.people.length,
      answers: votes.seenBy.length,
      votedBoxes: votes.boxPerson.length,
      boxes,
      emptyImages: images.filter((image) => image.boxes.length === 0).length,
      ...remarks,
      gold: usable.length,
    },
    figures: { goldOffset: model.goldOffset },
    writeResults: (to) => {
      for (const image of images)
        to.line(JSON.stringify({ image: image.image, boxes: image.boxes.map((box) => resultOf(box, hasClasses)) }))
    },
    writeReasons: (to) => {
      for (const image of images) to.line(JSON.stringify(reasonsOf(image, hasClasses)))
    },
  }
}

function remarksOf({ remarks }: BoxVotes) {
  const of = (why: BoxVotes["remarks"][number]["why"]) => remarks.filter((remark) => remark.why === why).length
  return { degenerate: of("degenerate"), clipped: of("clipped"), answered_twice: of("answered_twice") }
}

function resultOf({ box, confidence, intervals, className, classConfidence }: ConsensusBox, hasClasses: boolean) {
  const [left, top, right, bottom] = intervals.map(([low, high]) => [rounded(low, 3), rounded(high, 3)])
  return {
    x: rounded(box.x, 3),
    y: rounded(box.y, 3),
    w: rounded(box.width, 3),
    h: rounded(box.height, 3),
    confidence: rounded(confidence, 6),
    interval: { left, top, right, bottom },
    ...(hasClasses ? { label: className, labelConfidence: rounded(classConfidence, 6) } : {}),
  }
}

function reasonsOf(image: ImageConsensus, hasClasses: boolean) {
  const box = (one: ConsensusBox) => ({
    ...resultOf(one, hasClasses),
    misplaced: rounded(one.misplaced, 6),
    prior: rounded(one.priorLogOdds, 6),
    votes: one.votes.map(({ person, place: index, said: message, existence, naming }) => ({
      annotator: person,
      box: index,
      ...(hasClasses ? { label: message, naming: naming === null ? null : rounded(naming, 6) } : {}),
      contribution: rounded(existence, 6),
    })),
  })
  return {
    image: image.image,
    empty: rounded(image.empty, 6),
    risk: image.risk,
    single: image.single,
    nothingShared: image.nothingShared,
    duplicates: image.duplicates,
    unit: "log_odds",
    boxes: image.boxes.map(box),
    leftOut: image.leftOut.map(box),
  }
}
