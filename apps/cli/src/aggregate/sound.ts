import {
  type HeardTogether,
  hearTogether,
  type Recording,
  type SoundErrors,
  soundErrors,
} from "@justesse/quality/sound/index"
import { Unusable } from "../arguments.ts"
import { percent, shown, some } from "./figures.ts"
import { type Aggregated, type Job, methodAmong, rounded } from "./job.ts"
import { readSoundAnswers, readSoundGold } from "./soundFiles.ts"

const METHODS = ["auto", "rover"] as const

/** The segments of each recording out of several people's: who speaks when, and what. */
export function aggregateSound(job: Job): Aggregated {
  methodAmong(job, METHODS)
  const recordings = job.watch.during("read", () => readSoundAnswers(job.file))
  const { recordings: heard, hands } = job.watch.during("call", () => hearTogether(recordings))
  const score = scoreOf(job, recordings, heard)
  const answers = recordings.reduce((sum, one) => sum + one.answers.length, 0)
  const segments = heard.reduce((sum, one) => sum + one.segments.length, 0)
  return {
    method: "rover",
    why: job.method === "auto" ? { code: "only_method" } : null,
    sentences: [
      `${some(answers, "answer")} of ${some(hands.size, "person", "people")} on ${some(recordings.length, "recording")}`,
      `${some(segments, "segment")} in the consensus`,
      ...(score ? [sentenceOf(score.ours, score.recordings)] : []),
    ],
    counts: { recordings: recordings.length, people: hands.size, answers, segments, gold: score?.recordings ?? 0 },
    figures: {
      hands: Object.fromEntries(
        [...hands].map(([person, hand]) => [
          person,
          { startMs: rounded(hand.startMs, 1), endMs: rounded(hand.endMs, 1), spreadMs: rounded(hand.spreadMs, 1) },
        ]),
      ),
      ...(score ? { score: score.ours, people: score.people } : {}),
    },
    writeResults: (to) => {
      for (const { task, segments: own } of heard)
        to.line(JSON.stringify({ recording: task, segments: own.map(resultOf) }))
    },
    writeReasons: (to) => {
      for (const { task, segments: own, speakers } of heard)
        to.line(
          JSON.stringify({
            recording: task,
            speakers: speakers.map(({ person, name, as }) => ({ annotator: person, speaker: name, as })),
            segments: own.map((one) => ({ ...resultOf(one), annotators: one.people })),
          }),
        )
    },
  }
}

function resultOf(one: HeardTogether["segments"][number]): object {
  const { startMs, endMs, speaker, text, share, confidence } = one
  return { startMs, endMs, speaker, text, share: rounded(share, 6), confidence: rounded(confidence, 6) }
}

/** How far the consensus, and each person alone, lie from known recordings. */
function scoreOf(job: Job, recordings: readonly Recording[], heard: readonly HeardTogether[]) {
  if (!job.gold) return null
  const gold = readSoundGold(job.gold)
  const known = heard.filter(({ task }) => gold.has(task))
  if (known.length === 0)
    throw new Unusable(`${job.gold.name} names no recording of ${job.file.name}. Do both name them in the same way?`)
  const ours = soundErrors(known.map(({ task, segments }) => ({ reference: gold.get(task) ?? [], answer: segments })))
  const names = new Set(recordings.flatMap(({ answers }) => answers.map(({ person }) => person)))
  const people = [...names].sort().map((person) => {
    const own = recordings.flatMap(({ task, answers }) => {
      const answer = answers.find((one) => one.person === person)
      return answer && gold.has(task) ? [{ reference: gold.get(task) ?? [], answer: answer.segments }] : []
    })
    return [person, soundErrors(own)] as const
  })
  return { ours, people: Object.fromEntries(people), recordings: known.length }
}

function sentenceOf({ wer, boundaries, der }: SoundErrors, recordings: number): string {
  const edges = `edges ${shown(boundaries.meanMs, 0)} ms off on average`
  return `against gold of ${some(recordings, "recording")}: WER ${percent(wer.micro)}, ${edges}, speakers wrong ${percent(der)} of the time; gold is not used to decide`
}
