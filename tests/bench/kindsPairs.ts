import { randomUUID } from "node:crypto"
import type { Order } from "@justesse/types/kinds/order"
import { designPairs } from "@justesse/work/pairs/design"
import sharp from "sharp"
import type { Vote } from "../crowd/sets.ts"
import type { Client } from "../support/client.ts"
import type { Server } from "../support/serverProcess.ts"
import { DEFAULTS, ingestFiles, join as joinProject, setUp } from "../support/studio.ts"

/** Things that the same people gave a number each: which of two has the higher one is what they say of the pair. */
export interface RatedGroup {
  readonly things: readonly string[]
  readonly people: readonly string[]
  /** By thing and person. */
  readonly given: ReadonlyMap<string, number>
}

/** Groups of things that were rated by the very same people, the largest first, each cut to `most` things. */
export function ratedGroups(votes: readonly Vote[], groups: number, most: number): RatedGroup[] {
  const byThing = new Map<string, Vote[]>()
  for (const vote of votes) byThing.set(vote.task, [...(byThing.get(vote.task) ?? []), vote])
  const byPeople = new Map<string, string[]>()
  for (const [thing, own] of byThing) {
    const key = [...new Set(own.map(({ person }) => person))].sort().join()
    byPeople.set(key, [...(byPeople.get(key) ?? []), thing])
  }
  return [...byPeople]
    .sort((p, q) => q[1].length - p[1].length || (p[0] < q[0] ? -1 : 1))
    .slice(0, groups)
    .map(([people, things]) => ({
      ...{ things: things.slice(0, most), people: people.split(",") },
      given: new Map(votes.map(({ task, person, label }) => [`${task} ${person}`, Number(label)])),
    }))
}

interface PairLease {
  readonly assignmentId: string
  readonly fence: number
  readonly ontologyVersion: number
  readonly guidelineVersion: number
  readonly size: { readonly width: number; readonly height: number }
  readonly about: {
    readonly left: "first" | "second"
    readonly size: { readonly width: number; readonly height: number }
  }
}

const WIDE = 40
const LEAST = 8
/** Whoever sees a picture knows it by its size: no wire says which one it is. */
const sizeOf = (at: number) => ({ width: LEAST + (at % WIDE), height: LEAST + Math.floor(at / WIDE) })
const indexBy = ({ width, height }: PairLease["size"]) => (height - LEAST) * WIDE + width - LEAST

async function pictureOf(at: number): Promise<Uint8Array> {
  const background = { r: at % 256, g: 120, b: 90 }
  return sharp({ create: { ...sizeOf(at), channels: 3, background } })
    .png()
    .toBuffer()
}

/** One answer as it stood at the screen, as `justesse aggregate --kind comparison` reads it. */
export interface ShownPair {
  readonly task: string
  readonly left: string
  readonly right: string
  readonly worker: string
  readonly label: "left" | "right" | "tie"
}

/** Has the groups compare their things over HTTP; what everybody said, and the order that the studio makes of it. */
export async function comparePairs(
  server: Server,
  slug: string,
  groups: readonly RatedGroup[],
): Promise<{ readonly shown: readonly ShownPair[]; readonly order: Order }> {
  const owner = await setUp(server)
  const many = groups[0]?.people.length ?? 1
  const settings = {
    ...{ ...DEFAULTS.settings, purpose: "To see what a crowd says.", pairs: { each: 0 } },
    overlap: { base: many, more: many, moreRatio: 0 },
  }
  const draft = {
    ...{ name: slug, template: "comparison", kind: "comparison", names: "in_house", guideline: "# Which is better" },
    ...{ settings, ontology: { labels: [] }, forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 } },
  }
  await owner.act("project.create", { slug, draft })
  const things = groups.flatMap((group) => group.things)
  const files = await Promise.all(things.map(async (thing, at) => [`${thing}.png`, await pictureOf(at)] as const))
  await ingestFiles(owner, slug, files)
  await owner.act("project.open", { project: slug })
  const shown: ShownPair[] = []
  const clients = new Map<string, Client>()
  for (const group of groups) {
    const assets = group.things.map((_, at) => at + 1)
    const pairs = designPairs({ assets, there: [], each: 4, seed: 1 })
    const text = pairs.map(({ first, second }) => `${group.things[first - 1]}.png,${group.things[second - 1]}.png`)
    await owner.act("imports.pairs", { project: slug, text: text.join("\n"), file: "pairs.csv" })
    for (const name of group.people) {
      const client = clients.get(name) ?? (await joinProject(owner, slug, name, ["annotator"]))
      clients.set(name, client)
      shown.push(...(await compareAs(client, slug, name, things, group)))
    }
  }
  return { shown, order: await owner.ask<Order>("quality.order", { project: slug, limit: 10_000 }) }
}

async function compareAs(
  client: Client,
  project: string,
  worker: string,
  things: readonly string[],
  { given }: RatedGroup,
): Promise<ShownPair[]> {
  const shown: ShownPair[] = []
  for (;;) {
    const { leases } = await client.act<{ leases: PairLease[] }>("work.next", { project, want: 100 })
    if (leases.length === 0) return shown
    for (const { size, about, assignmentId, ...lease } of leases) {
      const [first = "", second = ""] = [size, about.size].map((one) => things[indexBy(one)])
      const [p = 0, q = 0] = [first, second].map((thing) => given.get(`${thing} ${worker}`))
      const verdict = p === q ? "none" : p > q ? "first" : "second"
      const { fence, ontologyVersion, guidelineVersion } = lease
      const key = { assignmentId, fence, ontologyVersion, guidelineVersion, submissionId: randomUUID(), want: 1 }
      const region = { id: "r0", geometry: { type: "whole" }, label: verdict }
      await client.act("work.submitNext", { ...key, body: { regions: [region], nothingHere: false } })
      const [left, right] = about.left === "first" ? [first, second] : [second, first]
      const label = verdict === "none" ? "tie" : verdict === about.left ? "left" : "right"
      shown.push({ task: `${first} ${second}`, left, right, worker, label })
    }
  }
}
