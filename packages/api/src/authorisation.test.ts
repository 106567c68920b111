import {
  findImport,
  findJob,
  findUndo,
  insertImport,
  insertJob,
  insertLink,
  insertUndo,
  storeGroup,
} from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { JustesseError, type Role, TokenScope } from "@justesse/types"
import { TRPCError } from "@trpc/server"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import type { Context } from "./core/context.ts"
import type { Meta } from "./core/trpc.ts"
import { appRouter } from "./index.ts"
import { type Harness, makeHarness, type TestPerson } from "./testing/harness.ts"
import { sampleOf } from "./testing/sample.ts"

/** A procedure as the router keeps it. */
interface Listed {
  readonly path: string
  readonly meta: Meta
  readonly inputs: readonly z.ZodType[]
  readonly hasOutput: boolean
}

const record = appRouter._def.procedures as unknown as Record<string, { _def: Record<string, unknown> }> // flat, by path
const procedures: Listed[] = Object.entries(record).map(([path, { _def }]) => ({
  path,
  meta: _def["meta"] as Meta,
  inputs: (_def["inputs"] ?? []) as z.ZodType[],
  hasOutput: _def["output"] !== undefined,
}))

/** An input that the procedure's schemas take, for the project named. */
function inputFor({ inputs }: Listed, project: string): Record<string, unknown> {
  const input = Object.assign({}, ...inputs.map(sampleOf)) as Record<string, unknown> // objects all
  return "project" in input ? { ...input, project } : input
}

function isStream(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer
}

/** The first word of a stream: whoever hears one was let in. */
async function firstOf(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream) return
  throw new Error("a stream without a word")
}

async function outcomeOf(context: Context, path: string, input: unknown): Promise<unknown> {
  const [topic = "", name = ""] = path.split(".")
  const caller = appRouter.createCaller(context) as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >
  try {
    const answer = await caller[topic]?.[name]?.(input)
    if (isStream(answer)) await firstOf(answer)
    return "answered"
  } catch (error) {
    const cause = error instanceof TRPCError ? error.cause : error
    if (cause instanceof JustesseError) return { code: cause.code, ...cause.detail }
    if (cause instanceof z.ZodError) return { code: "invalid_input", issues: cause.issues.map((issue) => issue.code) }
    // What hosts a studio is not part of this harness: whoever got as far as to it was let in.
    if (cause instanceof Error && cause.message.startsWith("harness: ")) return "answered"
    return { code: "unexpected", error: String(cause) }
  }
}

/** What broke in a call that was neither answered nor refused. */
function unexpectedIn(outcome: unknown): string | null {
  const broke = typeof outcome === "object" && outcome !== null && "code" in outcome && outcome.code === "unexpected"
  return broke && "error" in outcome ? String(outcome.error) : null
}

describe.each(engines)("who may call what, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  const people: Record<string, TestPerson> = {}

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    for (const name of ["Owner", "Reviewer", "Annotator", "Stranger", "Neighbour"])
      people[name] = await harness.addPerson(name)
    people["Operator"] = await harness.addPerson("Operator", true)
    const mine = await harness.addProject({ slug: "mine", owner: person("Owner") })
    await harness.addProject({ slug: "theirs", owner: person("Neighbour"), roles: ["owner", "reviewer", "annotator"] })
    await harness.addMember(mine, person("Reviewer"), ["reviewer"])
    await harness.addMember(mine, person("Annotator"), ["annotator"])
    await harness.addPictures(mine, 2)
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })
  const person = (name: string): TestPerson => {
    const found = people[name]
    if (!found) throw new Error(`nobody called ${name}`)
    return found
  }
  const call = (name: string | null, listed: Listed, project = "mine", scopes?: readonly TokenScope[]) =>
    outcomeOf(harness.contextOf(name === null ? null : person(name), scopes), listed.path, inputFor(listed, project))
  const ofRoles = procedures.filter(({ meta }) => Array.isArray(meta.may))
  const rolesOf = ({ meta }: Listed) => meta.may as readonly Role[]

  test("every procedure says who may call it, takes strict input and has an output", async () => {
    expect(procedures.length).toBeGreaterThan(90)
    for (const listed of procedures) {
      expect([listed.path, listed.meta?.may === undefined]).toEqual([listed.path, false])
      expect([listed.path, listed.hasOutput]).toEqual([listed.path, true])
      const strict = listed.inputs.some(
        (schema) => !schema.safeParse({ ...inputFor(listed, "mine"), extra_key: 1 }).success,
      )
      expect([listed.path, strict]).toEqual([listed.path, true])
    }
  })

  test("a visitor gets nothing but what is open to anyone", async () => {
    for (const listed of procedures) {
      const expected = listed.meta.may === "anyone" ? undefined : "not_signed_in"
      const outcome = await call(null, listed)
      const code = typeof outcome === "object" ? (outcome as { code: string }).code : undefined
      expect([listed.path, code === "not_signed_in" ? code : undefined]).toEqual([listed.path, expected])
    }
  })

  test.each(["Stranger", "Operator", "Neighbour"])(
    "%s, who is no member, learns nothing of a project, not even that it exists",
    async (name) => {
      for (const listed of ofRoles) {
        expect([listed.path, await call(name, listed)]).toEqual([listed.path, { code: "not_found", project: "mine" }])
        expect([listed.path, await call(name, listed, "no-such")]).toEqual([
          listed.path,
          { code: "not_found", project: "no-such" },
        ])
      }
    },
  )

  test.each([
    ["Annotator", "annotator"],
    ["Reviewer", "reviewer"],
    ["Owner", "owner"],
  ] as const)("%s may do what the role may, and nothing else", async (name, role) => {
    for (const listed of ofRoles) {
      const outcome = await call(name, listed)
      const refused =
        typeof outcome === "object" && outcome !== null && "code" in outcome && outcome.code === "not_allowed"
      const unknown = JSON.stringify(outcome) === JSON.stringify({ code: "not_found", project: "mine" })
      expect([listed.path, refused || unknown]).toEqual([listed.path, !rolesOf(listed).includes(role)])
      // Whoever may is answered, or refused in words: a call that breaks says nothing of who may.
      expect([listed.path, unexpectedIn(outcome)]).toEqual([listed.path, null])
    }
  })

  test("operators' procedures are for operators alone", async () => {
    for (const listed of procedures.filter(({ meta }) => meta.may === "operator")) {
      expect([listed.path, await call("Owner", listed)]).toEqual([listed.path, { code: "not_allowed" }])
      const outcome = await call("Operator", listed)
      expect([listed.path, outcome]).not.toEqual([listed.path, { code: "not_allowed" }])
      expect([listed.path, unexpectedIn(outcome)]).toEqual([listed.path, null])
    }
  })

  test("a token does only what its scopes say", async () => {
    for (const listed of procedures.filter(({ meta }) => meta.may !== "anyone")) {
      const { scope } = listed.meta
      const others = TokenScope.options.filter((one) => one !== scope)
      const who = listed.meta.may === "operator" ? "Operator" : "Owner"
      const outcome = await call(who, listed, "mine", others)
      expect([listed.path, outcome]).toMatchObject([listed.path, { code: "not_allowed" }])
    }
  })

  test("what is for a command in the data folder is for no operator's session or token", async () => {
    const refused = { code: "not_allowed", scope: "data folder" }
    for (const listed of procedures.filter(({ path }) => ["admin.tokenFor", "admin.storage"].includes(path))) {
      expect([listed.path, await call("Operator", listed)]).toEqual([listed.path, refused])
      expect([listed.path, await call("Operator", listed, "mine", TokenScope.options)]).toEqual([listed.path, refused])
    }
  })

  test("a command in the data folder opens every project, as its owner would", async () => {
    const { who, ...context } = harness.contextOf(person("Stranger"), TokenScope.options)
    const folder = { ...context, who: who && { ...who, operator: true, holdsFolder: true as const } }
    const caller = appRouter.createCaller(folder)
    const { projects } = await caller.project.list({})
    // Calls of other tests made projects too: the folder opens them all.
    expect(projects.map(({ card }) => card.project)).toEqual(expect.arrayContaining(["mine", "theirs"]))
    expect(projects.filter(({ card }) => !card.roles.includes("owner"))).toEqual([])
    expect((await caller.imports.list({ project: "mine" as never })).imports).toEqual([]) // slugs are plain values here
  })

  test("a token of one project opens no other, and nothing that concerns none", async () => {
    const { db } = store.storage
    const { id } = await db.selectFrom("project").select("id").where("slug", "=", "theirs").executeTakeFirstOrThrow()
    for (const listed of procedures.filter(({ meta }) => meta.may !== "anyone")) {
      const who = listed.meta.may === "operator" ? "Operator" : "Owner"
      const context = harness.contextOf(person(who), TokenScope.options)
      const bound = { ...context, who: context.who && { ...context.who, projectId: id } }
      const outcome = await outcomeOf(bound, listed.path, inputFor(listed, "mine"))
      const code = typeof outcome === "object" && outcome !== null && "code" in outcome ? outcome.code : null
      // Work is a person's own: such a token has no part in it, in whatever project.
      const isOfMembers = Array.isArray(listed.meta.may) && listed.meta.scope !== "work"
      expect([listed.path, code]).toEqual([
        listed.path,
        isOfMembers ? "not_found" : expect.stringMatching(/^not_(found|allowed)$/),
      ])
    }
  })

  test("ids of another project are unknown here, and nothing of it is touched", async () => {
    const db = store.storage.db
    const theirs = (await db.selectFrom("project").select("id").where("slug", "=", "theirs").executeTakeFirstOrThrow())
      .id
    const neighbour = person("Neighbour").id
    await harness.addPictures(theirs, 30)
    const made = { madeBy: neighbour, nowMs: harness.clock.nowMs }
    const job = await insertJob(db, { projectId: theirs, kind: "export", input: {}, ...made })
    const link = await insertLink(db, {
      kind: "join",
      secretSha256: "f".repeat(64),
      projectId: theirs,
      madeAtMs: 1,
      endsAtMs: 9e15,
    })
    await insertImport(db, theirs, { name: "x", as: "pictures", who: neighbour, startedAtMs: 1 })
    // Numbers run in each project by itself: those taken here are beyond what the calls above made in "mine".
    let group: number | null = 0
    let undo = 0
    for (let i = 0; i < 20; i++) {
      group = await storeGroup(db, theirs, { id: null, name: "g", members: [neighbour] })
      undo = await insertUndo(db, theirs, { personId: neighbour, madeAtMs: 1, body: "{}" })
    }
    const mine = appRouter.createCaller(harness.contextOf(person("Owner")))
    const project = "mine" as never // slugs and ids are plain values in this test
    const calls: Record<string, () => Promise<unknown>> = {
      "an export": () => mine.dataset.exportCancel({ project, id: job }),
      "an invitation": () => mine.people.withdraw({ project, id: link }),
      "an invitation to send again": () => mine.people.resend({ project, id: link }),
      "an import": () => mine.imports.get({ project, id: 1 }),
      "an import to name": () => mine.imports.rename({ project, id: 1, name: "mine" }),
      "an import to cancel": () => mine.imports.cancel({ project, id: 1 }),
      "a group": () => mine.people.removeGroup({ project, id: group ?? 0 }),
      "an undo": () => mine.asset.undo({ project, undo }),
      "an act to stop": () => mine.asset.stopAct({ project, undo }),
      "a picture": () => mine.asset.get({ project, asset: 29 as never }),
      "a member": () => mine.people.setRoles({ project, person: neighbour as never, roles: ["owner"] }),
      "a member to remove": () => mine.people.remove({ project, person: neighbour as never }),
      "a version": () => mine.dataset.get({ project, version: 1 }),
    }
    for (const [what, outcome] of Object.entries(calls)) {
      const code = await outcome().then(
        () => "answered",
        (error: unknown) =>
          error instanceof TRPCError && error.cause instanceof JustesseError ? error.cause.code : String(error),
      )
      expect([what, code]).toEqual([what, "not_found"])
    }
    expect((await findJob(db, job))?.state).toBe("queued")
    expect((await findImport(db, theirs, 1))?.state).toBe("running")
    expect((await findUndo(db, theirs, undo))?.used).toBe(false)
    const acted = await mine.asset.act({
      project,
      selection: { assets: [29 as never, 30 as never] },
      act: { act: "exclude" },
    })
    expect(acted.changed).toBe(0)
  })
})
