import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { DEFAULT_PREFERENCES, DEFAULT_SETTINGS } from "@justesse/types"
import { signUp, type Visitor, visitor } from "../support/http.ts"
import { jpeg } from "../support/pictures.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { enlarge } from "./attackFairSeed.ts"

const PROJECT = "crowd"
const WORKERS = 8

/** A large project, people who work in it, and its owner, who asks for too much. */
export interface Crowd {
  readonly attacker: Visitor
  readonly workers: readonly Visitor[]
  stop(): Promise<void>
}

/** Calls that read much, as the pages ask them. */
export const DEAR: readonly { path: string; input: Record<string, unknown> }[] = [
  {
    path: "asset.list",
    input: {
      ...{ project: PROJECT, filter: { search: "img", states: [], labels: [] }, sort: "name", cursor: null },
      limit: 200,
    },
  },
  {
    path: "asset.weigh",
    input: { project: PROJECT, selection: { filter: { search: "img", states: [], labels: [] } } },
  },
  { path: "activity.list", input: { project: PROJECT, search: "zz", kinds: [], cursor: null, limit: 200 } },
  { path: "review.queue", input: { project: PROJECT, kinds: [], labels: [] } },
  { path: "project.overview", input: { project: PROJECT, utcOffsetMinutes: 0 } },
  { path: "quality.page", input: { project: PROJECT, utcOffsetMinutes: 0 } },
  {
    path: "work.history",
    input: { search: "", project: null, states: [], cursor: null, limit: 200 },
  },
]

const label = (id: string) => ({
  ...{ id, name: { en: id, fr: id }, color: "#e69f00", key: null, hasText: true, attributes: [], retired: false },
})

async function project(owner: Visitor): Promise<void> {
  await owner.call("project.create", {
    slug: PROJECT,
    draft: {
      ...{ name: PROJECT, template: "empty", kind: "transcription", names: "in_house" },
      settings: { ...DEFAULT_SETTINGS, purpose: "Fairness", overlap: { base: 3, more: 3, moreRatio: 0 } },
      ontology: { labels: [label("thing")] },
      guideline: "# What to draw\n\n1. Every thing.",
      forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 10 },
    },
  })
  const batch = randomUUID()
  for (let i = 0; i < 3; i++) await owner.upload(PROJECT, batch, `picture-${i}.jpg`, await jpeg(i))
  const { id } = await owner.call<{ id: number }>("imports.start", {
    project: PROJECT,
    batch,
    name: "a",
    as: "settled",
  })
  const state = async () =>
    (await owner.query<{ row: { state: string } }>("imports.get", { project: PROJECT, id })).row.state
  await owner.until(async () => (await state()) === "done")
  await owner.call("project.open", { project: PROJECT })
}

async function joined(owner: Visitor, address: string, name: string): Promise<Visitor> {
  const email = `${name.toLowerCase()}@example.org`
  const people = [{ name, email, roles: ["annotator"] }]
  const { links } = await owner.call<{ links: { link: string }[] }>("people.invite", {
    project: PROJECT,
    people,
    maxUses: 1,
  })
  const person = visitor({ address })
  await person.call("account.joinAccept", {
    token: new URL(links[0]?.link ?? "").hash.slice(1),
    account: { name, email, password: "three quiet otters", preferences: DEFAULT_PREFERENCES },
  })
  await person.call("work.acceptConditions", { project: PROJECT, guidelineVersion: 1 })
  return person
}

interface Lease {
  assignmentId: string
  fence: number
  ontologyVersion: number
  guidelineVersion: number
}

/** Three people who read the first three pictures differently. */
async function dispute(workers: readonly Visitor[]): Promise<void> {
  for (const [p, worker] of workers.slice(0, 3).entries()) {
    for (let i = 0; i < 3; i++) {
      const { leases } = await worker.call<{ leases: Lease[] }>("work.next", { project: PROJECT, want: 1 })
      const lease = leases[0]
      if (!lease) throw new Error("a task expected")
      const value = ["12,50", "12.50", "12,50"][p]
      const region = {
        id: "r1",
        geometry: { type: "box", x: 5, y: 5, width: 40, height: 30 },
        label: "thing",
        transcript: { value },
      }
      const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
      const body = { nothingHere: false, regions: [region] }
      const versions = { ontologyVersion, guidelineVersion }
      await worker.call("work.submitNext", {
        assignmentId,
        fence,
        submissionId: randomUUID(),
        body,
        ...versions,
        want: 1,
      })
    }
  }
}

/** The studio on `folder` with a project of `pictures`, served by a process of its own. */
export async function crowdOf(folder: string, databaseUrl: string | null, pictures: number): Promise<Crowd> {
  const options = {
    ...{ demo: false, dataDir: folder, env: { ALLOW_UNSAFE_DURABILITY: "1" } },
    ...(databaseUrl === null ? {} : { databaseUrl }),
  }
  const first = await serveFolder(options)
  const attacker = await signUp(
    { address: first.origin, setupToken: first.setupLink?.split("#")[1] ?? "", stop: first.stop },
    "Ada",
  )
  await project(attacker)
  const names = Array.from({ length: WORKERS }, (_, i) => `Person${i}`)
  const workers: Visitor[] = []
  for (const name of names) workers.push(await joined(attacker, first.origin, name))
  await dispute(workers)
  await attacker.until(async () => {
    const { tasks } = await attacker.query<{ tasks: number }>("review.queue", {
      project: PROJECT,
      kinds: [],
      labels: [],
    })
    return tasks === 3
  })
  await first.stop()
  process.env["ALLOW_UNSAFE_DURABILITY"] = "1"
  await enlarge(databaseUrl === null ? { file: join(folder, "justesse.db") } : { url: databaseUrl }, pictures)
  const second = await serveFolder({ ...options, port: first.port })
  return { attacker, workers, stop: second.stop }
}
