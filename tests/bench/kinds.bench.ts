// needs: server, studio, cli
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { goldOf, HAVE_CROWD, type Vote, votesOf } from "../crowd/sets.ts"
import { justesseWith } from "../support/cli.ts"
import { type Server, serveFolder } from "../support/serverProcess.ts"
import { askCrowd, decideRest, fitUntilStill } from "./kindsCrowd.ts"
import { comparePairs, ratedGroups } from "./kindsPairs.ts"
import { type CrowdSet, SETS, tasksOf } from "./kindsSets.ts"

/**
 * K3: real crowds through the product's own path, beside the command that aggregates a file: `npm run bench -- kinds [SET …] [pairs]
 * [TASKS]`, SET one of `kindsSets.ts`. Every vote is an answer over HTTP to a leased task; the consensus, the model of the people, the
 * reviewer who takes what is proposed, the version and its export follow. The answers of the version are then compared with those of
 * `justesse aggregate` on the same votes, to the last one. One JSON object a line; exit 1 when any differs
 * that the rule does not explain: what everybody says is final, although the model may think otherwise.
 */
const words = process.argv.slice(2)
const chosen = SETS.filter(({ slug }) => words.includes(slug))
const most = words.map(Number).find((one) => one > 0) ?? 2_000
let isShort = false
/** Whatever else is served on this computer is no matter of these commands. */
const ALONE = { JUSTESSE_RUNNING: "" }

const round = (x: number, places = 2) => Math.round(x * 10 ** places) / 10 ** places
type Tasks = readonly (readonly Vote[])[]

/** What `justesse aggregate` says of the same votes, by task. */
async function aggregated(folder: string, set: CrowdSet, tasks: Tasks): Promise<Map<string, string>> {
  const [from, to] = [join(folder, `${set.slug}.csv`), join(folder, `${set.slug}.answers.csv`)]
  const rows = tasks.flat().map(({ task, person, label }) => `${task},${person},${set.answerOf(label)}`)
  writeFileSync(from, `task,worker,label\n${rows.join("\n")}\n`)
  const call = ["aggregate", "--kind", set.kind, from, "--out", to, ...set.words]
  const { code, error } = await justesseWith(ALONE, folder, ...call)
  if (code !== 0) throw new Error(error)
  const [head = "", ...lines] = readFileSync(to, "utf8").trim().split("\n")
  const at = ["task", "label"].map((name) => head.split(",").indexOf(name))
  return new Map(lines.map((line) => at.map((column) => line.split(",")[column] ?? "") as [string, string]))
}

/** The answers of a version, by task, as a file of it says them. */
async function exported(
  server: Server,
  folder: string,
  dataDir: string,
  { slug, kind }: CrowdSet,
): Promise<Map<string, string>> {
  const out = join(folder, `${slug}-out`)
  await server.stop()
  const words = ["--project", slug, "--dataset-version", "1", "--format", "jsonl", "--out", out]
  const { code, error } = await justesseWith(ALONE, dataDir, "export", ...words)
  if (code !== 0) throw new Error(error)
  const lines = readFileSync(join(out, "pictures.jsonl"), "utf8").trim().split("\n")
  return new Map(
    lines.map((line) => {
      const { image, regions }: { image: string; regions: Said[] } = JSON.parse(line)
      const said = kind === "verification" ? regions[0]?.check?.verdict : regions[0]?.label
      return [image.replace(/\.png$/, ""), `${said}`]
    }),
  )
}

interface Said {
  readonly label: string
  readonly check?: { readonly verdict: string }
}

/** Of classes the percent that are right; of numbers how far they are off on average. */
function scoreOf({ votes, kind, answerOf }: CrowdSet, answers: ReadonlyMap<string, string>): number {
  const gold = goldOf(votes)
  const known = [...answers].flatMap(([task, answer]) => {
    const label = gold.get(task)
    return label === undefined ? [] : [[answer, answerOf(label)] as const]
  })
  const sum = known.reduce((all, [answer, right]) => {
    return all + (kind === "rating" ? Math.abs(Number(answer) - Number(right)) : Number(answer === right) * 100)
  }, 0)
  return round(sum / known.length)
}

async function compare(set: CrowdSet): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "justesse-kinds-"))
  const dataDir = join(folder, "data")
  const server = await serveFolder({ demo: false, dataDir })
  try {
    const tasks = tasksOf(set, most)
    const began = performance.now()
    const asked = await askCrowd(server, set, tasks)
    const answeredMs = performance.now() - began
    const fits = await fitUntilStill(asked.owner, set.slug)
    const reviewed = await decideRest(asked.owner, set.slug)
    await asked.owner.act("dataset.freeze", { project: set.slug, note: "" })
    const own = await exported(server, folder, dataDir, set)
    const told = await aggregated(folder, set, tasks)
    const said = new Map(tasks.map((votes) => [votes[0]?.task ?? "", new Set(votes.map(({ label }) => label))]))
    const differing = [...told].filter(([task, answer]) => own.get(task) !== answer)
    const byRule = differing.filter(([task]) => said.get(task)?.size === 1)
    const isEqual = own.size === tasks.length && differing.length === byRule.length
    isShort ||= !isEqual
    const score = { version: scoreOf(set, own), aggregate: scoreOf(set, told) }
    console.log(
      JSON.stringify({
        ...{ bench: "kinds", set: set.slug, kind: set.kind, tasks: tasks.length },
        ...{ people: asked.people, answers: asked.answers, inVersion: own.size },
        ...{ differing: differing.length, unanimous: byRule.length, isEqual },
        ...{ [set.kind === "rating" ? "meanAbsoluteError" : "accuracy"]: score, fits, byReviewer: reviewed },
        ...{ answersPerSecond: round(asked.answers / (answeredMs / 1_000)) },
        load: round(loadavg()[0] ?? 0),
      }),
    )
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The emotions, of which the same people gave numbers to many texts: what each says of two is which has the higher one. The order that
 * the studio makes of it beside that of the command, place by place.
 */
async function comparePairsOf(): Promise<void> {
  const slug = "pairs"
  const folder = mkdtempSync(join(tmpdir(), "justesse-kinds-"))
  const dataDir = join(folder, "data")
  const server = await serveFolder({ demo: false, dataDir })
  try {
    const groups = ratedGroups(votesOf("ratings/emotion"), 2, Math.min(most, 40))
    const began = performance.now()
    const { shown, order } = await comparePairs(server, slug, groups)
    const answeredMs = performance.now() - began
    const [from, to] = [join(folder, "pairs.csv"), join(folder, "order.csv")]
    const rows = shown.map(({ task, left, right, worker, label }) => [task, left, right, worker, label].join())
    writeFileSync(from, `task,left,right,worker,label\n${rows.join("\n")}\n`)
    const { code, error } = await justesseWith(ALONE, folder, "aggregate", "--kind", "comparison", from, "--out", to)
    if (code !== 0) throw new Error(error)
    const told = readFileSync(to, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","))
    const own = new Map(order.rows.map((row) => [row.name.replace(/\.png$/, ""), row]))
    const apart = told.map(([item = "", strength, low, high]) => {
      const row = own.get(item)
      const both = [
        [strength, row?.score],
        [low, row?.low],
        [high, row?.high],
      ] as const
      return Math.max(...both.map(([one, other]) => Math.abs(Number(one) - (other ?? Number.NaN))))
    })
    // The command writes six digits.
    const differing = apart.filter((one) => !(one <= 1e-6)).length
    const isEqual = differing === 0 && order.rows.length === told.length && order.answers === shown.length
    isShort ||= !isEqual
    console.log(
      JSON.stringify({
        ...{ bench: "kinds", set: slug, tasks: order.pairs, people: order.people, answers: order.answers },
        ...{ items: order.rows.length, groups: order.groups, differing, isEqual, apart: Math.max(...apart) },
        ...{ side: round(order.side, 4), ties: round(order.ties, 4) },
        ...{ answersPerSecond: round(shown.length / (answeredMs / 1_000)), load: round(loadavg()[0] ?? 0) },
      }),
    )
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

if (!HAVE_CROWD) throw new Error("The crowd sets are not here: they lie in ../shared/data/crowd.")
const isAll = chosen.length === 0 && !words.includes("pairs")
for (const set of isAll ? SETS : chosen) await compare(set)
if (isAll || words.includes("pairs")) await comparePairsOf()
process.exit(isShort ? 1 : 0)
