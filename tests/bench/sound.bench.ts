import { loadavg } from "node:os"
import { hearTogether, type Segment, type SoundErrors, soundErrors } from "@justesse/quality/sound/index"
import { type Listener, recordingsHeard } from "@justesse/quality/testing/recordings"

/**
 * K2: what three people hear in recordings, put together, beside each of them alone: `npm run bench -- sound [SEEDS]`. Each
 * seed makes 12 recordings of 40 segments, and three listeners whose errors are drawn: edges, words, speakers, cuts, segments
 * missed. One JSON object a line; exit 1 where words, speakers or edges together are not better than the best of the three on
 * every seed. Then one recording of three hours, for its seconds.
 */
const [seeds = 20] = process.argv.slice(2).map(Number)

const MEASURES = {
  wer: ({ wer }: SoundErrors) => wer.micro ?? 0,
  cpWer: ({ cpWer }: SoundErrors) => cpWer ?? 0,
  der: ({ der }: SoundErrors) => der ?? 0,
  edgeMs: ({ boundaries }: SoundErrors) => boundaries.meanMs ?? 0,
  edgeP95Ms: ({ boundaries }: SoundErrors) => boundaries.p95Ms ?? 0,
}
type Measure = keyof typeof MEASURES
const NAMES = Object.keys(MEASURES) as Measure[] // its own keys

/** Three people, each worse in something else; by turns of a number so that every seed has other ones. */
function listenersOf(seed: number): Listener[] {
  const share = (n: number, most: number) => (((seed * 7 + n * 5) % 11) / 10) * most
  return ["ana", "ben", "chloe"].map((person, i) => ({
    person,
    spreadMs: 40 + share(i, 80),
    startMs: share(i + 1, 160) - 80,
    endMs: share(i + 2, 160) - 80,
    mishears: 0.04 + share(i + 3, 0.1),
    leavesOut: 0.01 + share(i + 4, 0.03),
    adds: 0.01 + share(i + 5, 0.02),
    misses: 0.01 + share(i + 6, 0.05),
    confuses: 0.01 + share(i + 7, 0.05),
    cuts: 0.04 + share(i + 8, 0.12),
  }))
}

function measured(seed: number) {
  const listeners = listenersOf(seed)
  const { truth, recordings } = recordingsHeard(listeners, 12, 40, seed)
  const errors = (answers: readonly (readonly [string, readonly Segment[]])[]) =>
    soundErrors(answers.map(([task, answer]) => ({ reference: truth.get(task) ?? [], answer })))
  const ours = errors(hearTogether(recordings).recordings.map(({ task, segments }) => [task, segments] as const))
  const alone = listeners.map((_, i) =>
    errors(recordings.map(({ task, answers }) => [task, answers[i]?.segments ?? []] as const)),
  )
  return { ours, alone }
}

const round = (value: number, places = 4) => Math.round(value * 10 ** places) / 10 ** places
const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const load = () => Math.round((loadavg()[0] ?? 0) * 100) / 100

const all = Array.from({ length: seeds }, (_, i) => measured(i + 1))
let short = false
for (const name of NAMES) {
  const of = MEASURES[name]
  const ours = all.map((one) => of(one.ours))
  const best = all.map(({ alone }) => Math.min(...alone.map(of)))
  const worse = ours.filter((value, i) => value >= (best[i] ?? 0)).length
  short ||= worse > 0
  const [low = 0, high = 0] = [Math.min(...ours), Math.max(...ours)]
  const figures = { together: round(middle(ours)), from: round(low), to: round(high), bestAlone: round(middle(best)) }
  console.log(JSON.stringify({ bench: "sound", measure: name, seeds, ...figures, worse, wanted: 0, load: load() }))
}

const { recordings } = recordingsHeard(listenersOf(3), 1, 2_000, 3)
const began = process.cpuUsage()
const [long] = hearTogether(recordings).recordings
const { user, system } = process.cpuUsage(began)
console.log(
  JSON.stringify({
    bench: "sound",
    what: "one long recording",
    hours: round((long?.segments.at(-1)?.endMs ?? 0) / 3_600_000, 2),
    segments: long?.segments.length,
    cpuSeconds: round((user + system) / 1e6, 2),
    load: load(),
  }),
)
process.exitCode = short ? 1 : 0
