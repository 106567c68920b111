import { insertImport, insertJob, insertSet } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { JustesseError, type Role, TokenScope } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { sampleOf } from "../testing/sample.ts"
import type { Asked, Route } from "./route.ts"
import { ROUTES } from "./routes/index.ts"

const PEOPLE = ["Owner", "Reviewer", "Annotator", "Stranger", "Neighbour", "Operator"] as const
const raw = { keep: async () => ({ bytes: 0, sha256: "0".repeat(64) }) }

/** A request that the route's schemas take, for the project named, with more parameters of the path where given. */
function requestOf(route: Route, project: string, ids: Record<string, string> = {}): Omit<Asked, "ctx"> {
  const params = sampleOf(route.params) as Record<string, unknown> // an object, as every route's
  const wanted = Object.entries(route.query.shape).filter(([, field]) => !field.safeParse(undefined).success)
  return {
    params: { ...(route.may === "person" ? {} : { project }), ...params, ...ids },
    query: Object.fromEntries(wanted.map(([name, field]) => [name, sampleOf(field)])),
    json: route.body === null || route.body === "file" ? undefined : sampleOf(route.body),
    raw,
    signal: new AbortController().signal,
  }
}

describe.each(engines)("who may ask what of the public API, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  const people = new Map<string, TestPerson>()

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    for (const name of PEOPLE) people.set(name, await harness.addPerson(name, name === "Operator"))
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
    const found = people.get(name)
    if (!found) throw new Error(`nobody called ${name}`)
    return found
  }
  async function outcome(
    name: string | null,
    route: Route,
    asked: Omit<Asked, "ctx">,
    scopes?: readonly TokenScope[],
    projectId?: number,
  ) {
    const ctx = harness.contextOf(name === null ? null : person(name), scopes)
    const who = ctx.who && projectId !== undefined ? { ...ctx.who, projectId } : ctx.who
    try {
      await route.run({ ...asked, ctx: { ...ctx, who } })
      return "answered"
    } catch (error) {
      // Further in than the door: this test brings no uploads and no files.
      return error instanceof JustesseError ? { code: error.code, ...error.detail } : "let in"
    }
  }
  const idOf = async (slug: string) =>
    (await store.storage.db.selectFrom("project").select("id").where("slug", "=", slug).executeTakeFirstOrThrow()).id
  const ofMembers = ROUTES.filter(({ may }) => may !== "person")

  test("every route is said once, with params as its path has them, and is no larger than calls unless it takes a file", () => {
    expect(new Set(ROUTES.map(({ id }) => id)).size).toBe(ROUTES.length)
    expect(new Set(ROUTES.map(({ method, path }) => `${method} ${path}`)).size).toBe(ROUTES.length)
    for (const { id, path, params, may, body, mostBytes } of ROUTES) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const own = Object.keys(params.shape)
      expect([id, named]).toEqual([id, may === "person" ? own : ["project", ...own]])
      if (body !== "file") expect([id, mostBytes]).toEqual([id, 1_048_576])
    }
  })

  test("a visitor gets nothing", async () => {
    for (const route of ROUTES)
      expect([route.id, await outcome(null, route, requestOf(route, "mine"))]).toEqual([
        route.id,
        { code: "not_signed_in" },
      ])
  })

  test.each(["Stranger", "Operator", "Neighbour"])(
    "%s, who is no member, learns nothing of a project",
    async (name) => {
      for (const route of ofMembers) {
        for (const project of ["mine", "no-such"])
          expect([route.id, await outcome(name, route, requestOf(route, project))]).toEqual([
            route.id,
            { code: "not_found", project },
          ])
      }
    },
  )

  test.each([
    ["Annotator", "annotator"],
    ["Reviewer", "reviewer"],
    ["Owner", "owner"],
  ] as const)("%s may ask what the role may, and nothing else", async (name, role) => {
    for (const route of ofMembers) {
      const said = await outcome(name, route, requestOf(route, "mine"))
      const isUnknown = typeof said === "object" && said.code === "not_found" && "project" in said
      const isRefused = isUnknown || (typeof said === "object" && said.code === "not_allowed")
      expect([route.id, isRefused]).toEqual([route.id, !(route.may as readonly Role[]).includes(role)])
    }
  })

  test("a token does only what its scope says", async () => {
    for (const route of ROUTES) {
      const others = TokenScope.options.filter((scope) => scope !== route.scope)
      const asked = requestOf(route, "mine")
      expect([route.id, await outcome("Owner", route, asked, others)]).toEqual([
        route.id,
        { code: "not_allowed", scope: route.scope },
      ])
      expect([route.id, await outcome("Owner", route, asked, [route.scope])]).not.toMatchObject([
        route.id,
        { code: "not_allowed" },
      ])
    }
  })

  test("a token of one project opens no other, and nothing that concerns none", async () => {
    const mine = await idOf("mine")
    const theirs = await idOf("theirs")
    for (const route of ROUTES) {
      const asked = requestOf(route, "mine")
      const elsewhere = await outcome("Owner", route, asked, [route.scope], theirs)
      const refused =
        route.may === "person" ? { code: "not_allowed", scope: "project" } : { code: "not_found", project: "mine" }
      expect([route.id, elsewhere]).toEqual([route.id, refused])
      const here = await outcome("Owner", route, asked, [route.scope], mine)
      if (route.may !== "person") expect([route.id, here]).not.toEqual([route.id, refused])
    }
  })

  test("numbers of another project are unknown here", async () => {
    const { db } = store.storage
    const found = { id: await idOf("theirs") }
    await harness.addPictures(found.id, 30)
    const made = { madeBy: person("Neighbour").id, nowMs: harness.clock.nowMs }
    const job = await insertJob(db, { projectId: found.id, kind: "export", input: {}, ...made })
    for (let i = 0; i < 3; i++)
      await insertImport(db, found.id, { name: "x", as: "pictures", who: made.madeBy, startedAtMs: 1 })
    await insertSet(db, found.id, { name: "x", madeBy: made.madeBy, madeAtMs: 1 })
    const theirs: Record<string, Record<string, string>> = {
      job: { job: String(job) },
      getPicture: { picture: "29" },
      getImport: { import: "3" },
      getPredictions: { set: "1" },
      getVersion: { version: "1" },
      startExport: { version: "1" },
      downloadVersion: { version: "1", format: "coco" },
    }
    const numbered = ofMembers.filter(({ path }) => /\{(?!project|batch)/.test(path))
    expect(numbered.map(({ id }) => id).sort()).toEqual(Object.keys(theirs).sort())
    for (const route of numbered) {
      const said = await outcome("Owner", route, requestOf(route, "mine", theirs[route.id]))
      expect([route.id, said]).toMatchObject([route.id, { code: "not_found" }])
      expect(said).not.toHaveProperty("project")
    }
  })
})
