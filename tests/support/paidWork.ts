import { randomUUID } from "node:crypto"
import { writeFileSync } from "node:fs"
import { DEFAULT_PREFERENCES, DEFAULT_SETTINGS, type PaySettings, type Role } from "@justesse/types"
import { Client } from "./client.ts"
import { jpeg } from "./pictures.ts"
import { ingestFiles, PASSWORD } from "./studio.ts"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** From now until the next time it is nine in the morning, UTC. */
const untilMorningMs = () => (33 * HOUR_MS - (Date.now() % DAY_MS)) % DAY_MS

/** A server's clock that is moved by hand: how far it is ahead stands in a file that `movedClock.mjs` reads. It begins at nine in the morning, so that what happens within hours happens on one day, whenever it is run. */
export class MovedClock {
  readonly file: string
  aheadMs = untilMorningMs()
  constructor(file: string) {
    this.file = file
    this.pass(0)
  }
  /** So much time passes. The file is read twenty times a second: whoever moves it waits that long. */
  async pass(ms: number): Promise<void> {
    this.aheadMs += ms
    writeFileSync(this.file, String(this.aheadMs))
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
  /** Half a minute after the other passes until it is so: of what a server looks at now and then, when it is next looked at. */
  async passUntil(isSo: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 60; tries++) {
      if (await isSo()) return
      await this.pass(31_000)
    }
    throw new Error(`half an hour later it is still not so: ${isSo.toString()}`)
  }
  get nowMs(): number {
    return Date.now() + this.aheadMs
  }
}

/** A picture for a project's guideline, by the hash that its text names it by. */
async function sendExample(owner: Client, slug: string): Promise<string> {
  const body = new Uint8Array(await jpeg(7, 64, 48))
  const answer = await owner.request(`/upload/${slug}/guideline?name=example.jpg`, { method: "PUT", body })
  return ((await answer.json()) as { sha256: string }).sha256
}

/** A draft with one label, instructions that a paid project may open with, and so many pictures, in which pseudonyms are shown and each picture is asked about once. */
export async function draftProject(owner: Client, slug: string, pictures: number, pay?: PaySettings): Promise<void> {
  const label = { id: "thing", name: { en: "thing", fr: "chose" }, color: "#e69f00", key: null, hasText: false }
  await owner.act("project.create", {
    slug,
    draft: {
      ...{
        name: slug,
        template: "empty",
        kind: "boxes",
        names: "open",
        guideline: "# What to draw\n\n1. Every thing.",
      },
      settings: {
        ...DEFAULT_SETTINGS,
        ...{ purpose: "To see that everybody is paid.", overlap: { base: 1, more: 1, moreRatio: 0 } },
        ...(pay && { pay }),
      },
      ontology: { labels: [{ ...label, attributes: [], retired: false }] },
      forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 60 },
    },
  })
  const example = `(blob:${await sendExample(owner, slug)})`
  const guideline = `## 1 Every thing\n\nEdges lie within 3 px.\n\n![✓ so]${example}\n![✗ not so]${example}\n`
  const { draft } = await owner.ask<{ draft: object }>("project.draft", { project: slug })
  await owner.act("project.saveDraft", { project: slug, draft: { ...draft, guideline } })
  const files = await Promise.all(Array.from({ length: pictures }, (_, n) => jpeg(n, 320, 240)))
  await ingestFiles(
    owner,
    slug,
    files.map((bytes, n) => [`picture-${n}.jpg`, bytes] as const),
  )
}

/** Somebody new who came by a link; the conditions are still to be read. */
export async function arrive(owner: Client, project: string, name: string, roles: readonly Role[]): Promise<Client> {
  const email = `${name.toLowerCase()}@justesse.example`
  const { links } = await owner.act<{ links: { link: string }[] }>("people.invite", {
    ...{ project, people: [{ name, email, roles }], maxUses: 1 },
  })
  const person = new Client(owner.origin)
  const token = new URL(links[0]?.link ?? "").hash.slice(1)
  const account = { name, email, password: PASSWORD, preferences: DEFAULT_PREFERENCES }
  await person.act("account.joinAccept", { token, account })
  return person
}

/** Says yes to the conditions of a project as they stand, and to how it pays. */
export async function sayYes(person: Client, project: string): Promise<void> {
  const { guidelineVersion, mode } = await person.ask<{ guidelineVersion: number; mode: string }>(
    "project.conditions",
    { project },
  )
  await person.act("work.acceptConditions", { project, guidelineVersion, mode })
}

interface Held {
  readonly assignmentId: string
  readonly fence: number
  readonly ontologyVersion: number
  readonly guidelineVersion: number
}

/** How long somebody is at a task by the server's clock, and whether they pass it on. */
interface AtWork {
  readonly clock: MovedClock
  readonly seconds: number
  readonly skips?: boolean
}

/** A task that somebody takes in hand, and keeps. */
export async function takeOne(person: Client, project: string): Promise<Held> {
  const { leases } = await person.act<{ leases: Held[] }>("work.next", { project, want: 1 })
  const [held] = leases
  if (!held) throw new Error(`there is no task in ${project}`)
  return held
}

/** What somebody has in hand takes so many seconds, with a hand on the mouse in each: then it is sent, or passed on. */
export async function finishOne(
  person: Client,
  { assignmentId, fence, ontologyVersion, guidelineVersion }: Held,
  { clock, seconds, skips = false }: AtWork,
): Promise<void> {
  await clock.pass(seconds * 1_000)
  const batches = [{ tab: randomUUID(), seq: 0, monotonicMs: 0, seconds: "9".repeat(seconds) }]
  await person.act("work.heartbeat", { assignmentId, fence, activity: "draw", batches })
  if (skips) {
    await person.act("work.skip", { assignmentId, fence, reason: "too_hard", note: "", want: 1 })
    return
  }
  const body = { nothingHere: true, regions: [] }
  const sent = { assignmentId, fence, submissionId: randomUUID(), body, ontologyVersion, guidelineVersion, want: 1 }
  await person.act("work.submitNext", sent)
}

/** One task of somebody from when it is taken in hand to when it is sent, or passed on. */
export async function workOne(person: Client, project: string, at: AtWork): Promise<void> {
  await finishOne(person, await takeOne(person, project), at)
}
