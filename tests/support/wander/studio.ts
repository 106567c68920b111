import { randomUUID } from "node:crypto"
import { join as joinPath } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { SAMPLE_PROJECTS } from "@justesse/fixtures/sample"
import { DEFAULT_PREFERENCES, type PaySettings } from "@justesse/types"
import { Client } from "../client.ts"
import { freshFolder } from "../folders.ts"
import { arrive, draftProject, MovedClock, sayYes, workOne } from "../paidWork.ts"
import { type Server, serveFolder } from "../serverProcess.ts"
import { join } from "../studio.ts"
import type { Wanderer } from "./walker.ts"

const PAID = "paid-shelves"
const PAY: PaySettings = { mode: "paid", currency: "EUR", floorMicrosPerHour: 12_000_000, bonusPercent: 15 }

/** A server of a folder with the whole sample ({@link wholeSample}), whose clock can be moved. */
export async function startWandered(dataDir: string): Promise<{ readonly server: Server; readonly clock: MovedClock }> {
  const clock = new MovedClock(joinPath(freshFolder("clock"), "ahead"))
  const server = await serveFolder({
    ...{ demo: true, dataDir, env: { CLOCK_AHEAD_FILE: clock.file } },
    with: new URL("../../bench/lost/movedClock.mjs", import.meta.url),
  })
  return { server, clock }
}

async function enter(server: Server, name: string): Promise<Client> {
  const link = await waitForLink(server, name)
  const client = new Client(server.origin)
  await client.act("account.enter", { token: new URL(link).hash.slice(1) })
  return client
}

async function waitForLink(server: Server, name: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const link = server.links.get(name)
    if (link !== undefined) return link
    await pause(50)
  }
  throw new Error(`no link was printed for ${name}`)
}

/** A project that pays, with money in it; Pia works there. */
async function paidWorker(owner: Client, clock: MovedClock): Promise<Client> {
  await draftProject(owner, PAID, 12, PAY)
  const fromDay = new Date(clock.nowMs).toISOString().slice(0, 10)
  const floor = { place: "*", currency: "EUR", microsPerHour: 12_000_000, fromDay, untilDay: null }
  await owner.act("pay.addFloor", { ...floor, source: "decision of this studio" })
  for (let n = 0; n < 5; n++) await workOne(owner, PAID, { clock, seconds: 20 })
  const deposit = { project: PAID, depositId: randomUUID(), amountMicros: 90_000_000, proof: "transfer" }
  await owner.act("pay.deposit", deposit)
  await owner.act("project.open", { project: PAID })
  const pia = await arrive(owner, PAID, "Pia", ["annotator"])
  await sayYes(pia, PAID)
  return pia
}

const slugs = SAMPLE_PROJECTS.map(({ slug }) => slug)
const each = (paths: readonly string[]) => slugs.flatMap((slug) => paths.map((path) => path.replace("·", slug)))
const MINE = ["/work", "/work/history", "/work/hours", "/work/learn", "/inbox", "/settings", "/help"]
const PROJECT = [
  ...["/p/·", "/p/·/images", "/p/·/imports", "/p/·/labels", "/p/·/guideline", "/p/·/people", "/p/·/quality"],
  ...["/p/·/questions", "/p/·/gold", "/p/·/models", "/p/·/versions", "/p/·/budget", "/p/·/activity", "/p/·/settings"],
]
const ADMIN = ["", "/people", "/jobs", "/backups", "/payouts", "/floor", "/ledger"].map((page) => `/admin${page}`)

/** Six people of the sample studio, each in a role of their own; every other one reads French. */
export async function wanderersOf(server: Server, clock: MovedClock): Promise<Wanderer[]> {
  const [lea, awa, moussa] = [await enter(server, "Léa"), await enter(server, "Awa"), await enter(server, "Moussa")]
  const pia = await paidWorker(lea, clock)
  const omar = await join(lea, slugs[0] ?? "", "Omar", ["owner"])
  const { person } = await omar.ask<{ person: { id: number } }>("account.me", {})
  await lea.act("admin.setOperator", { person: person.id, operator: true })
  const nina = await arrive(lea, slugs[0] ?? "", "Nina", ["annotator"])
  const walkers = [
    { role: "annotator", client: awa, addresses: [...MINE, ...each(["/label/·", "/p/·/conditions"])] },
    { role: "reviewer", client: moussa, addresses: ["/review", "/appeals", ...each(["/review/·"]), ...MINE] },
    { role: "owner", client: lea, addresses: ["/projects", "/projects/new", ...each(PROJECT)] },
    { role: "operator", client: omar, addresses: [...ADMIN, "/projects", "/help/api"] },
    { role: "paid worker", client: pia, addresses: [...MINE, `/label/${PAID}`, "/work/hours/statement"] },
    { role: "newcomer", client: nina, addresses: ["/work", "/projects", `/label/${slugs[0]}`, "/help/keys"] },
  ]
  return Promise.all(
    walkers.map(async (one, at) => {
      const language = at % 2 === 0 ? ("en" as const) : ("fr" as const)
      await one.client.act("account.update", { preferences: { ...DEFAULT_PREFERENCES, language } })
      return { ...one, language }
    }),
  )
}
