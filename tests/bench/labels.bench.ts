import { spawnSync } from "node:child_process"
import { loadavg } from "node:os"
import {
  aggregateLabels,
  chooseMethod,
  dawidSkene,
  decide,
  defaultStrength,
  type Gold,
  goldFrom,
  keepVotes,
  LABEL_METHODS,
  type NamedVotes,
  OnlineLabels,
  readVotesCsv,
  type Votes,
  votesFrom,
} from "@justesse/quality/labels/index"
import { REFERENCE_CROWD, type Synthetic, syntheticVotes } from "@justesse/quality/labels/synthetic"
import { goldOf, HAVE_CROWD, votesOf } from "../crowd/sets.ts"

/**
 * Labels by several people: `npm run bench -- labels [sets | sensitivity | large]`, all without a name.
 *
 * `sets`: accuracy of every method on the five real crowds, and the automatic choice under ten seeds. `sensitivity`: how many
 * answers change with the constants of the default, which needs no gold (the accuracy stands beside it). `large`: a generated
 * crowd of 1,000,000 votes, each part in a process of its own, so that the peak memory is that part's. CPU seconds are those of the
 * call on typed arrays; the reference of the same minute is one plain pass over the same arrays.
 */
const cpuSeconds = (since?: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1e6
}
const round = (x: number, places = 3) => Math.round(x * 10 ** places) / 10 ** places

function timed<T>(work: () => T): { readonly result: T; readonly cpu: number } {
  const before = process.cpuUsage()
  const result = work()
  return { result, cpu: cpuSeconds(before) }
}

/** What any method does at least: every vote read once, and counted for its person and its task. */
function plainPass({ tasks, people, classes, offsets, person, label }: Votes): number {
  const [byPerson, byTask] = [new Float64Array(people * classes), new Float64Array(tasks * classes)]
  for (let t = 0; t < tasks; t++)
    for (let i = offsets[t] ?? 0; i < (offsets[t + 1] ?? 0); i++) {
      const [w, y] = [(person[i] ?? 0) * classes + (label[i] ?? 0), t * classes + (label[i] ?? 0)]
      byPerson[w] = (byPerson[w] ?? 0) + 1
      byTask[y] = (byTask[y] ?? 0) + 1
    }
  return (byPerson[0] ?? 0) + (byTask[0] ?? 0)
}

/** CPU seconds of the plain pass, least of three. */
const reference = (votes: Votes) => Math.min(...[1, 2, 3].map(() => timed(() => plainPass(votes)).cpu))

function accuracy(answer: Int32Array, truth: Int32Array): number {
  let [right, known] = [0, 0]
  for (let t = 0; t < truth.length; t++) {
    if ((truth[t] ?? -1) < 0) continue
    known++
    if (answer[t] === truth[t]) right++
  }
  return (100 * right) / known
}

function say(name: string, cpu: number, plain: number, more: object): void {
  const what = "one plain pass over the same arrays, same minute"
  const ratio = round(cpu / plain, 1)
  const base = { bench: "labels", name, unit: "CPU s", value: round(cpu), reference: round(plain, 4), what, ratio }
  console.log(JSON.stringify({ ...base, ...more, load: loadavg().map((x) => round(x, 1)) }))
}

const SETS = ["bluebirds", "rte", "dog", "product", "adult2"] as const
/** The best of crowd-kit's methods on each, from its own run. */
const LIBRARY = { bluebirds: 88.89, rte: 92.75, dog: 84.26, product: 93.97, adult2: 76.58 }

function load(set: string): NamedVotes & Gold {
  const rows = votesOf(`classification/${set}`).map(({ task, person, label }) => ({ task, worker: person, label }))
  const named = votesFrom(rows)
  const gold = [...goldOf(`classification/${set}`)].map(([task, label]) => ({ task, label }))
  return { ...named, ...goldFrom(named, gold) }
}

function realSets(): void {
  const totals = new Map<string, number>()
  for (const set of SETS) {
    const { votes, gold } = load(set)
    const plain = reference(votes)
    for (const method of LABEL_METHODS) {
      const { result, cpu } = timed(() => aggregateLabels({ votes, method }))
      const reached = accuracy(result.answer, gold)
      totals.set(method, (totals.get(method) ?? 0) + reached)
      const ties = result.tied.reduce((n, tied) => n + tied, 0)
      const chosen = result.why ? { chosen: result.method, evidence: result.why.evidence } : {}
      say(`${set} ${method}`, cpu, plain, {
        accuracy: round(reached, 2),
        library: LIBRARY[set],
        rounds: result.rounds,
        ties,
        ...chosen,
      })
    }
    const choices = Array.from({ length: 10 }, (_, seed) => chooseMethod(votes, seed).method)
    console.log(
      JSON.stringify({ bench: "labels", name: `${set} choice under ten seeds`, choices: [...new Set(choices)] }),
    )
  }
  for (const [method, total] of totals)
    console.log(JSON.stringify({ bench: "labels", name: `mean ${method}`, unit: "%", value: round(total / 5, 2) }))
}

/** Answers that change when one constant of the default does. */
function sensitivity(): void {
  for (const set of SETS) {
    const { votes, gold } = load(set)
    const s = defaultStrength(votes.classes)
    const base = decide(votes, dawidSkene(votes).posterior).answer
    const variants = [
      ...[s / 2, s * 2, s * 4].map((pooled) => ({ pooled, tolerance: 1e-5 })),
      ...[1e-4, 1e-6].map((tolerance) => ({ pooled: s, tolerance })),
    ]
    for (const { pooled, tolerance } of variants) {
      const fit = dawidSkene(votes, { prior: { pooled, diagonal: 0, spread: 0 }, tolerance })
      const { answer } = decide(votes, fit.posterior)
      const changed = (100 * answer.filter((a, t) => a !== base[t]).length) / votes.tasks
      const name = `${set} strength ${pooled}, stop at ${tolerance}`
      const value = round(changed, 2)
      const reached = round(accuracy(answer, gold), 2)
      console.log(
        JSON.stringify({
          bench: "labels",
          name,
          unit: "% of answers changed",
          value,
          rounds: fit.rounds,
          accuracy: reached,
        }),
      )
    }
  }
}

const PARTS: Record<string, (crowd: Synthetic) => void> = {
  majority: (crowd) => fitLarge("majority", crowd),
  wawa: (crowd) => fitLarge("wawa", crowd),
  "dawid-skene": (crowd) => fitLarge("dawid-skene", crowd),
  "dawid-skene-map": (crowd) => fitLarge("dawid-skene-map", crowd),
  "dawid-skene-plain": (crowd) => fitLarge("dawid-skene-plain", crowd),
  "one-coin": (crowd) => fitLarge("one-coin", crowd),
  mace: (crowd) => fitLarge("mace", crowd),
  glad: (crowd) => fitLarge("glad", crowd),
  auto: (crowd) => fitLarge("auto", crowd),
  read: readLarge,
  online: onlineLarge,
}

const residentMb = () => Math.round(process.memoryUsage().rss / 1e6)
const peakMb = () => Math.round((process.resourceUsage().maxRSS * 1_024) / 1e6)

function fitLarge(method: (typeof LABEL_METHODS)[number], { votes, truth }: Synthetic): void {
  const before = residentMb()
  const { result, cpu } = timed(() => aggregateLabels({ votes, method }))
  const memory = { residentMb: residentMb(), beforeMb: before, peakMb: peakMb() }
  say(`1,000,000 votes ${method}`, cpu, reference(votes), {
    accuracy: round(accuracy(result.answer, truth), 2),
    rounds: result.rounds,
    ...memory,
    ...(result.why ? { chosen: result.method } : {}),
  })
}

/** The votes as a file, each row far from the rows of its task; in pieces, so that little of it is left to collect. */
function table({ tasks, offsets, person, label }: Votes): Uint8Array {
  const taskOf = new Int32Array(person.length)
  for (let t = 0; t < tasks; t++) taskOf.fill(t, offsets[t], offsets[t + 1])
  const pieces = ["task,worker,label\n"]
  // A stride that shares no factor with the number of rows visits each once.
  for (let from = 0; from < person.length; from += 10_000) {
    let piece = ""
    for (let i = from; i < from + 10_000; i++) {
      const at = (i * 611_953) % person.length
      piece += `task-${taskOf[at]},w${person[at]},class ${label[at]}\n`
    }
    pieces.push(piece)
  }
  return new TextEncoder().encode(pieces.join(""))
}

/** The read gives the same arrays whatever the order. */
function readLarge({ votes }: Synthetic): void {
  const bytes = table(votes)
  const { result, cpu } = timed(() => readVotesCsv(bytes))
  const plain = timed(() => new TextDecoder().decode(bytes).split("\n").length).cpu
  say("read 1,000,000 votes", cpu, plain, {
    what: "decode and split into lines",
    megabytes: round(bytes.length / 1e6, 1),
    votes: result.votes.person.length,
    peakMb: peakMb(),
  })
}

/** The last 20,000 of a million votes one at a time, then the refit. */
function onlineLarge({ votes, truth }: Synthetic): void {
  const late = Uint8Array.from(votes.person, (_, i) => Number(i % 50 === 7))
  const early = keepVotes(
    votes,
    late.map((x) => 1 - x),
  )
  const fit = dawidSkene(early)
  const online = new OnlineLabels(early, fit)
  const times: number[] = []
  for (let t = 0; t < votes.tasks; t++)
    for (let i = votes.offsets[t] ?? 0; i < (votes.offsets[t + 1] ?? 0); i++) {
      if (late[i] !== 1) continue
      const began = performance.now()
      online.add({ task: t, person: votes.person[i] ?? 0, label: votes.label[i] ?? 0 })
      times.push(performance.now() - began)
    }
  times.sort((a, b) => a - b)
  const answer = Int32Array.from({ length: votes.tasks }, (_, t) => online.belief(t).answer)
  const refit = decide(votes, dawidSkene(votes).posterior).answer
  const at = (share: number) => round(times[Math.floor((times.length - 1) * share)] ?? 0, 4)
  console.log(
    JSON.stringify({
      bench: "labels",
      name: "one answer online at a million votes",
      unit: "ms, p99",
      value: at(0.99),
      median: at(0.5),
      slowest: at(1),
      votes: online.votes,
      accuracy: round(accuracy(answer, truth), 3),
      reference: round(accuracy(refit, truth), 3),
      what: "accuracy of the full refit; before the late votes it was the value `earlier`",
      earlier: round(accuracy(decide(early, fit.posterior).answer, truth), 3),
      sameAnswer: round((100 * answer.filter((a, t) => a === refit[t]).length) / votes.tasks, 3),
      load: loadavg().map((x) => round(x, 1)),
    }),
  )
}

const [, file = "", what, part] = process.argv
const again = (...words: string[]) =>
  spawnSync(process.execPath, [...process.execArgv, file, ...words], { stdio: "inherit" })
if (what === "large" && part !== undefined) PARTS[part]?.(syntheticVotes(REFERENCE_CROWD))
else {
  if (what === undefined || what === "sets") {
    if (HAVE_CROWD) realSets()
    else console.log(JSON.stringify({ bench: "labels", name: "sets", what: "no crowd data beside the repository" }))
  }
  if (HAVE_CROWD && (what === undefined || what === "sensitivity")) sensitivity()
  if (what === undefined || what === "large") for (const name of Object.keys(PARTS)) again("large", name)
}
