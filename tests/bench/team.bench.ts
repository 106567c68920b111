// needs: server, studio
import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join as path } from "node:path"
import type { AssetPage } from "@justesse/types/wire/asset"
import type { Overview } from "@justesse/types/wire/project"
import { formatGroupHead, takeGroup } from "@justesse/types/wire/uploads"
import type { z } from "zod"
import { startPostgres } from "../engines/postgres.ts"
import { Client } from "../support/client.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { join, setUp } from "../support/studio.ts"
import { type Opened, TEAM_KINDS, type TeamKind, type TeamLease } from "../support/teamKinds.ts"
import { cpuOf } from "./httpClients.ts"
import { watchMemory } from "./ingestWatch.ts"
import { TeamSteps } from "./teamSteps.ts"

/**
 * A team's project of each kind, through the front door: `npm run bench -- team [KIND…] [sqlite|postgres] [ASSETS]`. 1,250 pictures (1,000
 * recordings with 12,000 segments) come in, eight people answer at once, what they say is put together, a reviewer decides, a version is
 * frozen and goes out in each format. One JSON object a step with its time, the server's processor, and both beside a hash of the same
 * minute. Exit 1 where a call of a page takes more than a second and five times what a call that does nothing takes, where an answer
 * costs more the more there are, where memory passes 500 MB, or where something is missing in the end.
 */
const words = process.argv.slice(2)
const PEOPLE = 8
const WANT = 10
const MOST_MB = 500
/** How much more an answer may cost when nearly all are in than when hardly any are. */
const MOST_GROWTH = 2
const ALL = { search: "", states: [], labels: [] }
const chosen = words.filter((word) => Object.hasOwn(TEAM_KINDS, word))
const engines = ["sqlite", "postgres"].filter(
  (one) => words.includes(one) || !words.some((word) => /^(sqlite|postgres)$/.test(word)),
)
const assetsOf = (kind: string) => words.map(Number).find((one) => one > 0) ?? (kind === "audio" ? 1_000 : 1_250)

interface Team {
  readonly slug: string
  readonly kind: TeamKind
  readonly assets: number
  readonly owner: Client
  /** The owner's, with a token, for the REST API. */
  readonly script: Client
  readonly people: readonly Client[]
  readonly steps: TeamSteps
  readonly pid: number
}

async function rest<T>(client: Client, method: string, address: string, body?: unknown): Promise<T> {
  const init = { method, headers: { "content-type": "application/json" } }
  const answer = await client.request(`/api/v1${address}`, {
    ...init,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text.slice(0, 300)}`)
  return JSON.parse(text)
}

async function jobDone(client: Client, slug: string, job: number): Promise<void> {
  for (;;) {
    const { state } = await rest<{ state: string }>(client, "GET", `/p/${slug}/jobs/${job}?wait=30`)
    if (state === "done") return
    if (state !== "running" && state !== "waiting" && state !== "queued")
      throw new Error(`job ${job} of ${slug}: ${state}`)
  }
}

/** All files in groups, as the studio's own page sends them, and the import that takes them. */
async function comeIn({ slug, kind, assets, owner, script, steps }: Team): Promise<object> {
  const batch = randomUUID()
  const waiting = [...(await kind.files(assets))]
  const bytesOf = ([, bytes]: (typeof waiting)[number]) => Buffer.from(bytes)
  while (waiting.length > 0) {
    const some = takeGroup(waiting, (file) => bytesOf(file).length)
    const head = formatGroupHead(some.map((file) => ({ name: file[0], sizeBytes: bytesOf(file).length })))
    const body = Buffer.concat([Buffer.from(head), ...some.map(bytesOf)])
    const { status } = await owner.request(`/upload/${slug}/${batch}/group`, { method: "PUT", body })
    if (status !== 200) throw new Error(`a group was refused: ${status}`)
  }
  const { job } = await rest<{ job: number }>(script, "POST", `/p/${slug}/imports`, {
    batch,
    name: "team",
    as: "settled",
  })
  await jobDone(script, slug, job)
  if (kind.pairs) await steps.call("pairs", () => rest(script, "POST", `/p/${slug}/pairs`, {}))
  await rest(script, "POST", `/p/${slug}/open`, {})
  return { assets }
}

/** Every page of the list of assets, and what else an owner and a reviewer open. */
async function browse({ slug, assets, owner, steps }: Team): Promise<object> {
  let [seen, pages] = [0, 0]
  let cursor: string | null = null
  do {
    const input: object = { project: slug, filter: ALL, sort: "number", cursor, limit: 100 }
    const ask = (): Promise<z.infer<typeof AssetPage>> => owner.ask("asset.list", input)
    const page: z.infer<typeof AssetPage> = await steps.call("asset.list", ask)
    seen += page.tiles.length
    pages++
    cursor = page.next
  } while (cursor !== null)
  if (seen !== assets) throw new Error(`${seen} of ${assets} are listed`)
  const found = { project: slug, filter: { ...ALL, search: "00077" }, sort: "name", cursor: null, limit: 50 }
  await steps.call("asset.list by text", () => owner.ask("asset.list", found))
  const page = { project: slug, utcOffsetMinutes: 0 }
  await steps.call("project.overview", () => owner.ask("project.overview", page))
  await steps.call("quality.page", () => owner.ask("quality.page", page))
  await steps.call("review.queues", () => owner.ask("review.queues", {}))
  await steps.call("review.queue", () => owner.ask("review.queue", { project: slug, kinds: [], labels: [] }))
  await steps.call("people.list", () => owner.ask("people.list", { project: slug }))
  await steps.call("dataset.list", () => owner.ask("dataset.list", { project: slug }))
  if (slug === "comparison")
    await steps.call("quality.order", () => owner.ask("quality.order", { project: slug, limit: 100 }))
  return { pages }
}

/** Whether somebody errs at a task: about one in ten, the same every time. */
function erring(person: number, task: number): number {
  const mixed = Math.imul((task + 1) * 31 + person * 7_919, 0x9e3779b1) >>> 0
  return mixed % 10 === 0 ? 1 : 0
}

/** Everybody answers until nothing is left; the processor's time of a first and of a last fifth of the answers. */
async function work({ slug, kind, assets, people, steps, pid }: Team): Promise<object> {
  const all = kind.tasks(assets) * kind.overlap
  const marks: number[] = [cpuOf(pid)]
  let answers = 0
  let segments = 0
  await Promise.all(
    people.map(async (client, person) => {
      for (let idle = 0; idle < 3; ) {
        const next = { project: slug, want: WANT }
        let { leases } = await steps.call("work.next", () => client.act<{ leases: TeamLease[] }>("work.next", next))
        idle = leases.length === 0 ? idle + 1 : 0
        if (idle > 0) await new Promise((go) => setTimeout(go, 300))
        while (leases[0]) {
          const [lease] = leases
          const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
          const task = lease.size.width * 7 + lease.size.height * 1_013 + (lease.media.sound?.durationMs ?? 0)
          const regions = kind.regions(lease, erring(person, task))
          const key = { assignmentId, fence, ontologyVersion, guidelineVersion, submissionId: randomUUID(), want: WANT }
          const input = { ...key, body: { regions, nothingHere: false } }
          const send = () => client.act<{ leases: TeamLease[] }>("work.submitNext", input)
          leases = (await steps.call("work.submitNext", send)).leases
          answers++
          segments += regions.length
          if (answers % Math.floor(all / 5) === 0) marks.push(cpuOf(pid))
        }
      }
    }),
  )
  const fifths = marks.slice(1).map((mark, i) => Math.round((mark - (marks[i] ?? 0)) / Math.floor(all / 5)))
  const growth = (fifths.at(-1) ?? 0) / Math.max(1, fifths[1] ?? 1)
  steps.say(
    { what: "growth", cpuUsAnAnswer: fifths, growth: Math.round(growth * 100) / 100, most: MOST_GROWTH },
    { growth: growth <= MOST_GROWTH, "all answers": answers === all },
  )
  return { answers, of: all, regions: segments }
}

async function decided({ slug, kind, assets, owner }: Team): Promise<object> {
  for (let was = "", same = 0; ; ) {
    const page = { project: slug, utcOffsetMinutes: 0 }
    const { counts } = await owner.ask<z.infer<typeof Overview>>("project.overview", page)
    const done = counts.settled + counts.disputed
    if (done >= kind.tasks(assets)) return { counts }
    const now = JSON.stringify(counts)
    same = now === was ? same + 1 : 0
    was = now
    if (same > 240) throw new Error(`nothing more is decided: ${now}`)
    await new Promise((go) => setTimeout(go, 500))
  }
}

/** A reviewer takes what is proposed, of so many tasks. */
async function review({ slug, owner, steps }: Team): Promise<object> {
  const reason = { code: "label", clause: null, note: "" }
  let tasks = 0
  for (; tasks < 50; tasks++) {
    const open = { project: slug, task: null, kinds: [], labels: [] }
    const { task } = await steps.call("review.open", () => owner.act<Opened>("review.open", open))
    if (!task) break
    let { revision } = task
    for (const { difference } of task.differences) {
      const decision = difference.proposal === null ? { outcome: "none", reason } : { outcome: "proposal", reason }
      const input = { project: slug, task: task.task, revision, difference: difference.id, decision }
      revision = (await steps.call("review.decide", () => owner.act<{ revision: number }>("review.decide", input)))
        .revision
    }
    await steps.call("review.file", () => owner.act("review.file", { project: slug, task: task.task, revision }))
  }
  return { tasks }
}

/** The people's model is fitted, which the quality page shows. */
async function fit({ slug, owner, steps }: Team): Promise<object> {
  await owner.act("quality.compute", { project: slug })
  const page = { project: slug, utcOffsetMinutes: 0 }
  for (;;) {
    await new Promise((go) => setTimeout(go, 300))
    const ask = () => owner.ask<{ computing: boolean }>("quality.page", page)
    if (!(await steps.call("quality.page", ask)).computing) return {}
  }
}

async function goOut(team: Team): Promise<void> {
  const { slug, kind, script, steps } = team
  await steps.step("version", async () => {
    const { job } = await rest<{ job: number }>(script, "POST", `/p/${slug}/versions`, { note: "" })
    await jobDone(script, slug, job)
    return {}
  })
  for (const format of kind.formats)
    await steps.step(`export ${format}`, async () => {
      const answer = await script.request(`/api/v1/p/${slug}/versions/latest/${format}.zip`)
      const bytes = Buffer.from(await answer.arrayBuffer())
      if (!answer.ok) throw new Error(`${format}: ${answer.status} ${bytes.toString("utf8", 0, 300)}`)
      return { bytes: bytes.length }
    })
}

async function day(name: string, engine: string): Promise<boolean> {
  const kind = TEAM_KINDS[name]
  if (!kind) throw new Error(`no such kind: ${name}`)
  const folder = mkdtempSync(path(tmpdir(), "justesse-bench-"))
  const postgres = engine === "postgres" ? await startPostgres({ durable: true }) : null
  const databaseUrl = postgres ? { databaseUrl: postgres.url } : {}
  const env = { JUSTESSE_RUNNING: "" }
  const server = await serveFolder({ demo: false, dataDir: path(folder, "data"), env, ...databaseUrl })
  try {
    const owner = await setUp(server)
    const scopes = ["read", "manage", "import", "export", "work"]
    const { token } = await owner.act<{ token: string }>("account.createToken", { name: "script", scopes, days: 1 })
    const script = new Client(server.origin, token)
    const steps = new TeamSteps(server.pid, owner, { engine, kind: name })
    const plan = { name, project: name, kind: name, answers: kind.overlap, purpose: "To see.", ...kind.project }
    await rest(script, "POST", "/projects", plan)
    const early = { slug: name, kind, assets: assetsOf(name), owner, script, steps, pid: server.pid, people: [] }
    const watch = watchMemory(server.pid)
    await steps.step("import", async () => ({ ...(await comeIn(early)) }))
    const people: Client[] = []
    for (let n = 0; n < PEOPLE; n++) people.push(await join(owner, name, `Person${n}`, ["annotator"]))
    const team: Team = { ...early, people }
    await steps.step("pages", async () => ({ ...(await browse(team)) }))
    await steps.step("answers", async () => ({ ...(await work(team)) }))
    await steps.step("consensus", async () => ({ ...(await decided(team)) }))
    await steps.step("quality", async () => ({ ...(await fit(team)) }))
    await steps.step("pages with answers", async () => ({ ...(await browse(team)) }))
    await steps.step("review", async () => ({ ...(await review(team)) }))
    await goOut(team)
    const { peakMb, childrenMb } = watch.end()
    const said = server.said()
    steps.say(
      { what: "memory", peakMb, childrenMb, most: MOST_MB, ...(said !== "" && { printed: said.slice(0, 500) }) },
      { memory: peakMb <= MOST_MB, "nothing printed": said === "" },
    )
    return steps.isShort
  } finally {
    await server.stop()
    postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

let isShort = false
for (const engine of engines)
  for (const name of chosen.length > 0 ? chosen : Object.keys(TEAM_KINDS))
    isShort = (await day(name, engine)) || isShort
process.exit(isShort ? 1 : 0)
