import { randomUUID } from "node:crypto"
import { DEFAULT_PREFERENCES, DEFAULT_PROPOSALS, DEFAULT_SETTINGS, type ProjectKind, type Role } from "@justesse/types"
import { Client } from "./client.ts"
import type { Server } from "./server.ts"

export const PASSWORD = "three quiet otters"

/** What people and projects begin with: an older program takes its own alone. Whoever gets a task gets what is proposed of it. */
export const DEFAULTS = {
  preferences: DEFAULT_PREFERENCES,
  settings: { ...DEFAULT_SETTINGS, proposals: { ...DEFAULT_PROPOSALS, without: 0 } },
}
export type Defaults = typeof DEFAULTS

/** Sets an empty studio up by its printed link; answers its operator, signed in. */
export async function setUp(server: Server, { preferences }: Defaults = DEFAULTS): Promise<Client> {
  const operator = new Client(server.origin)
  await operator.act("setup.finish", {
    token: new URL(server.setupLink ?? "").hash.slice(1),
    name: "Ada",
    email: "ada@justesse.example",
    password: PASSWORD,
    preferences,
    reach: "computer",
    publicUrl: null,
    sample: false,
  })
  return operator
}

export interface ProjectPlan {
  readonly slug: string
  /** Its title; the slug where none is given. */
  readonly name?: string
  readonly kind: ProjectKind
  readonly overlap: number
  readonly pictures: readonly Uint8Array[]
  /** Two to draw where none are given. */
  readonly labels?: readonly object[]
}

const label = (id: string, color: string, hasText: boolean) => ({
  id,
  name: { en: id, fr: id },
  color,
  key: null,
  hasText,
  attributes: [],
  retired: false,
})

/** Puts files in as one import and waits until it has ended. */
export async function ingestFiles(
  owner: Client,
  project: string,
  files: readonly (readonly [name: string, bytes: Uint8Array | string])[],
  as: "settled" | "proposals" = "settled",
): Promise<number> {
  const batch = randomUUID()
  for (const [name, bytes] of files) {
    const { status, text } = await owner.upload(project, batch, name, bytes)
    if (status !== 200) throw new Error(`${name}: ${status} ${text}`)
  }
  const { id } = await owner.act<{ id: number }>("imports.start", { project, batch, name: "test", as })
  for (;;) {
    const { row } = await owner.ask<{ row: { state: string } }>("imports.get", { project, id })
    if (row.state !== "running") return id
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A project that people may label, with two labels and the given pictures. */
export async function openProject(owner: Client, plan: ProjectPlan, { settings }: Defaults = DEFAULTS): Promise<void> {
  const { slug, name = slug, kind, overlap, pictures } = plan
  const text = kind === "transcription"
  await owner.act("project.create", {
    slug,
    draft: {
      name,
      template: "empty",
      kind,
      names: "in_house",
      settings: {
        ...settings,
        purpose: "To see that nothing is lost.",
        overlap: { base: overlap, more: overlap, moreRatio: 0 },
      },
      ontology: { labels: plan.labels ?? [label("thing", "#e69f00", text), label("other", "#56b4e9", text)] },
      guideline: "# What to draw\n\n1. Every thing.",
      forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 10 },
    },
  })
  const files = pictures.map((bytes, i) => [`picture-${i}.jpg`, bytes] as const)
  if (files.length > 0) await ingestFiles(owner, slug, files)
  await owner.act("project.open", { project: slug })
}

/** Somebody new: invited by the owner, joined by the link, conditions accepted. */
export async function join(
  owner: Client,
  project: string,
  name: string,
  roles: readonly Role[],
  { preferences }: Defaults = DEFAULTS,
): Promise<Client> {
  const account = { name, email: `${name.toLowerCase()}@justesse.example`, password: PASSWORD, preferences }
  const person = new Client(owner.origin)
  await joinWith(owner, project, person, account, roles)
  return person
}

/** Somebody who has an account joins one project more, conditions accepted. */
export function joinToo(owner: Client, project: string, person: Client, name: string, roles: readonly Role[]) {
  return joinWith(owner, project, person, { name, email: `${name.toLowerCase()}@justesse.example` }, roles)
}

async function joinWith(
  owner: Client,
  project: string,
  person: Client,
  account: { readonly name: string; readonly email: string; readonly password?: string },
  roles: readonly Role[],
): Promise<void> {
  const { name, email, password } = account
  const { links } = await owner.act<{ links: { link: string }[] }>("people.invite", {
    project,
    people: [{ name, email, roles }],
    maxUses: 1,
  })
  await person.act("account.joinAccept", {
    token: new URL(links[0]?.link ?? "").hash.slice(1),
    account: password === undefined ? null : account,
  })
  const { guidelineVersion } = await person.ask<{ guidelineVersion: number }>("project.conditions", { project })
  await person.act("work.acceptConditions", { project, guidelineVersion })
}
