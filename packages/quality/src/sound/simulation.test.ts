import { describe, expect, test } from "vitest"
import { type Listener, recordingsHeard } from "../testing/recordings.ts"
import { hearTogether } from "./consensus.ts"
import { soundErrors } from "./errors.ts"

const listener = (person: string, changes: Partial<Listener>): Listener => ({
  ...{ person, spreadMs: 60, startMs: 0, endMs: 0, mishears: 0.06, leavesOut: 0.02, adds: 0.02 },
  ...{ misses: 0.03, confuses: 0.03, cuts: 0.08 },
  ...changes,
})

const THREE = [
  listener("ana", { startMs: -70, endMs: 60 }),
  listener("ben", { spreadMs: 110, mishears: 0.12, misses: 0.06 }),
  listener("chloe", { startMs: 80, confuses: 0.06, cuts: 0.15 }),
]

describe("three who each hear with errors of their own", () => {
  const { truth, recordings } = recordingsHeard(THREE, 12, 40, 5)
  const { recordings: together, hands } = hearTogether(recordings)
  const against = (
    answers: readonly {
      readonly task: string
      readonly segments: Parameters<typeof soundErrors>[0][number]["answer"]
    }[],
  ) => soundErrors(answers.map(({ task, segments }) => ({ reference: truth.get(task) ?? [], answer: segments })))
  const ours = against(together)
  const each = THREE.map((_, i) =>
    against(recordings.map(({ task, answers }) => ({ task, segments: answers[i]?.segments ?? [] }))),
  )

  const best = (of: (one: typeof ours) => number | null) => Math.min(...each.map((one) => of(one) ?? Infinity))

  test("are together better than the best of them: words, speakers, time, edges", () => {
    expect(ours.wer.micro).toBeLessThan(best(({ wer }) => wer.micro) / 2)
    expect(ours.cpWer).toBeLessThan(best(({ cpWer }) => cpWer) / 2)
    expect(ours.der).toBeLessThan(best(({ der }) => der) / 2)
    expect(ours.boundaries.meanMs).toBeLessThan(best(({ boundaries }) => boundaries.meanMs) * 0.8)
    expect(ours.boundaries.p95Ms).toBeLessThan(best(({ boundaries }) => boundaries.p95Ms))
    expect(ours.missed + ours.extra).toBeLessThan(best(({ missed, extra }) => missed + extra) / 2)
  })

  test("their habits are found", () => {
    expect(hands.get("ana")?.startMs).toBeLessThan(-40)
    expect(hands.get("chloe")?.startMs).toBeGreaterThan(40)
    expect(hands.get("ben")?.spreadMs).toBeGreaterThan(hands.get("ana")?.spreadMs ?? Infinity)
  })

  test("neither names nor order change anything", () => {
    const shuffled = recordings.map(({ task, answers }) => ({
      task,
      answers: answers.toReversed().map(({ person, segments }) => ({
        person,
        segments: segments.toReversed().map((one) => ({ ...one, speaker: `${one.speaker} of ${person}` })),
      })),
    }))
    const plain = (found: typeof together) =>
      found.map(({ segments }) => segments.map(({ startMs, endMs, text }) => [startMs, endMs, text]))
    expect(plain(hearTogether(shuffled).recordings)).toEqual(plain(together))
  })
})
