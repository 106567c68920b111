import { randomUUID } from "node:crypto"
import { DEFAULT_QUALITY } from "@justesse/types"
import sharp from "sharp"
import type { Vote } from "../crowd/sets.ts"
import type { Client } from "../support/client.ts"
import type { Server } from "../support/serverProcess.ts"
import { DEFAULTS, ingestFiles, join as joinProject, setUp } from "../support/studio.ts"
import type { CrowdSet } from "./kindsSets.ts"

interface Lease {
  readonly assignmentId: string
  readonly fence: number
  readonly ontologyVersion: number
  readonly guidelineVersion: number
  readonly size: { readonly width: number; readonly height: number }
}

/** So many tasks are open at a time: whoever has answers to some of them is leased all. */
const CHUNK = 100
const WIDE = 250
const LEAST = 8
const MOST_OVERLAP = 20

/** A picture that whoever sees it knows by its size: no wire says which task one has in hand. */
const sizeOf = (at: number) => ({ width: LEAST + (at % WIDE), height: LEAST + Math.floor(at / WIDE) })
const taskAt = ({ width, height }: Lease["size"]) => (height - LEAST) * WIDE + width - LEAST

async function pictureOf(at: number): Promise<Uint8Array> {
  const background = { r: at % 256, g: (at >> 8) % 256, b: 90 }
  return sharp({ create: { ...sizeOf(at), channels: 3, background } })
    .png()
    .toBuffer()
}

/** Every picture that is there. */
const ALL = { filter: { search: "", states: [], labels: [] } }

const pause = (ms: number) => new Promise((go) => setTimeout(go, ms))

/** So many people work at once. */
const AT_ONCE = 6
const MOST_TRIES = 50

async function inParallel<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all]
  const next = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
}

/** Somebody of the crowd, signed in. */
interface Person {
  readonly client: Client
  readonly id: number
}

async function joined(owner: Client, project: string, name: string): Promise<Person> {
  const client = await joinProject(owner, project, name, ["annotator"])
  const { person } = await client.ask<{ person: { id: number } }>("account.me", {})
  return { client, id: person.id }
}

/** What came of asking everybody. */
interface Asked {
  readonly owner: Client
  readonly people: number
  readonly answers: number
}

/** Makes the project, lets everybody of the crowd join it, and has them answer their tasks: of each all its votes, one a person. */
export async function askCrowd(server: Server, set: CrowdSet, tasks: readonly (readonly Vote[])[]): Promise<Asked> {
  const { slug } = set
  const owner = await setUp(server)
  await owner.act("project.create", { slug, draft: draftOf(set, tasks) })
  const people = new Map<string, Person>()
  let answers = 0
  for (let from = 0; from < tasks.length; from += CHUNK) {
    const chunk = tasks.slice(from, from + CHUNK)
    const files = await Promise.all(
      chunk.map(async (votes, i) => [`${votes[0]?.task}.png`, await pictureOf(from + i)] as const),
    )
    await ingestFiles(owner, slug, set.kind === "verification" ? [...files, thingsIn(files)] : files)
    if (from === 0) await owner.act("project.open", { project: slug })
    const names = [...new Set(chunk.flatMap((votes) => votes.map(({ person }) => person)))]
    await inParallel(names, async (name) => {
      const person = people.get(name) ?? (await joined(owner, slug, name))
      people.set(name, person)
      const own = chunk.filter((votes) => votes.some(({ person }) => person === name)).length
      const answerAt = (at: number) => {
        const vote = tasks[at]?.find(({ person }) => person === name)
        return vote && set.answerOf(vote.label)
      }
      // Where others hold every place for a moment, there are some again soon.
      for (let left = own, tries = 0; left > 0; tries++) {
        if (tries > MOST_TRIES) throw new Error(`${name} is not given ${left} of their tasks`)
        const did = await answerAll(person, owner, slug, answerAt)
        left -= did
        answers += did
        if (did === 0) await pause(50)
      }
    })
    // As many are wanted as may be, so these stay open: the next ones come before them.
    await owner.act("asset.act", { project: slug, selection: ALL, act: { act: "put_last" } })
  }
  await owner.act("project.settings", { project: slug, name: slug, settings: settingsOf(set.each) })
  return { owner, people: people.size, answers }
}

/**
 * Everything is decided by the model, where enough is known of its people; nobody more is asked. As many answers are wanted as may be
 * while people answer, so that what somebody holds keeps nobody from their own; then as many as there are.
 */
const settingsOf = (overlap: number) => ({
  ...DEFAULTS.settings,
  purpose: "To see what a crowd says.",
  overlap: { base: overlap, more: overlap, moreRatio: 0 },
  quality: {
    ...{ ...DEFAULT_QUALITY, gold: false, secondLooks: 0 },
    adaptive: { on: true, most: overlap, target: 0.99, budget: null, audit: 0 },
  },
})

/** Of each picture one thing that is to be checked, as a file says it. */
function thingsIn(files: readonly (readonly [name: string, bytes: Uint8Array])[]): readonly [string, string] {
  const lines = files.map(([image]) =>
    JSON.stringify({ image, regions: [{ label: "thing", x: 1, y: 1, width: 5, height: 5 }] }),
  )
  return ["things.jsonl", `${lines.join("\n")}\n`]
}

function draftOf({ slug, kind, template, ontologyOf }: CrowdSet, tasks: readonly (readonly Vote[])[]): object {
  const labels = [...new Set(tasks.flat().map(({ label }) => label))].sort()
  return {
    ...{ name: slug, template, kind, names: "in_house", guideline: "# What to say" },
    ...{ settings: settingsOf(MOST_OVERLAP), ontology: ontologyOf(labels) },
    forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 },
  }
}

/** Answers the own tasks of those leased; the owner gives the others to whoever comes next. */
async function answerAll(
  { client, id }: Person,
  owner: Client,
  project: string,
  answerAt: (at: number) => string | undefined,
): Promise<number> {
  let answers = 0
  const { leases } = await client.act<{ leases: Lease[] }>("work.next", { project, want: CHUNK })
  for (const { size, assignmentId, fence, ontologyVersion, guidelineVersion } of leases) {
    const label = answerAt(taskAt(size))
    if (label === undefined) continue
    const region = { id: "r0", geometry: { type: "whole" }, label }
    const key = { assignmentId, fence, ontologyVersion, guidelineVersion, submissionId: randomUUID(), want: 1 }
    await client.act("work.submitNext", { ...key, body: { regions: [region], nothingHere: false } })
    answers++
  }
  await owner.act("people.releaseReserved", { project, person: id })
  return answers
}

interface Overview {
  readonly counts: Readonly<Record<string, number>>
}
const countsOf = async (owner: Client, project: string) =>
  (await owner.ask<Overview>("project.overview", { project, utcOffsetMinutes: 0 })).counts

/** Fits the model of the people anew until no answer changes by it; how often that was. */
export async function fitUntilStill(owner: Client, project: string): Promise<number> {
  let was = ""
  for (let fits = 1; fits < 6; fits++) {
    await owner.act("quality.compute", { project })
    await pause(500)
    while ((await owner.ask<{ computing: boolean }>("quality.page", { project, utcOffsetMinutes: 0 })).computing)
      await pause(300)
    await areJudged(owner, project)
    const now = JSON.stringify(await countsOf(owner, project))
    if (now === was) return fits
    was = now
  }
  return 6
}

/** Waits until two looks a second apart are the same. */
async function areJudged(owner: Client, project: string): Promise<void> {
  for (let was = ""; ; ) {
    const now = JSON.stringify(await countsOf(owner, project))
    if (now === was) return
    was = now
    await pause(1_500)
  }
}

interface Review {
  readonly task: number
  readonly revision: number
  readonly differences: readonly { readonly difference: { readonly id: string; readonly proposal: unknown } }[]
}

/** A reviewer takes what is proposed of each difference that is left; how many tasks that were. */
export async function decideRest(owner: Client, project: string): Promise<number> {
  const reason = { code: "label", clause: null, note: "" }
  for (let done = 0; ; done++) {
    const open = { project, task: null, kinds: [], labels: [] }
    const { task } = await owner.act<{ task: Review | null }>("review.open", open)
    if (!task) return done
    let { revision } = task
    for (const { difference } of task.differences) {
      const decision = difference.proposal === null ? { outcome: "none", reason } : { outcome: "proposal", reason }
      const input = { project, task: task.task, revision, difference: difference.id, decision }
      revision = (await owner.act<{ revision: number }>("review.decide", input)).revision
    }
    await owner.act("review.file", { project, task: task.task, revision })
  }
}
