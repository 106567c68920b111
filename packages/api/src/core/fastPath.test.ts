import { randomUUID } from "node:crypto"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { JustesseError } from "@justesse/types"
import { fetchRequestHandler } from "@trpc/server/adapters/fetch"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { HOT } from "../hot.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { workRouter } from "../work/router.ts"
import { refusal, serveHot } from "./fastPath.ts"
import { router } from "./trpc.ts"

const app = router({ work: workRouter })
const [sqlite] = engines

describe("the short road", () => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let awa: TestPerson
  let rita: TestPerson

  beforeAll(async () => {
    if (!sqlite) throw new Error("no engine")
    at = await sqlite.open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    awa = await h.addPerson("Awa")
    rita = await h.addPerson("Rita")
    const id = await h.addProject({ slug: "road", owner: awa, roles: ["owner", "annotator"] })
    await h.addMember(id, rita, ["reviewer"])
    await h.addPictures(id, 30)
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  interface Call {
    readonly path: string
    readonly body: string
    readonly batch?: boolean
    readonly person?: TestPerson | null
    readonly scopes?: readonly ["read"]
  }

  async function byAdapter({ path, body, batch = false, person = awa, scopes }: Call) {
    const url = `http://127.0.0.1/trpc/${path}${batch ? "?batch=1" : ""}`
    const req = new Request(url, { method: "POST", headers: { "content-type": "application/json" }, body })
    const answer = await fetchRequestHandler({
      endpoint: "/trpc",
      req,
      router: app,
      createContext: () => h.contextOf(person, scopes),
    })
    return { status: answer.status, text: await answer.text() }
  }

  function byFastPath({ path, body, batch = false, person = awa, scopes }: Call) {
    const hot = HOT[path]
    if (!hot) throw new Error(`no hot mutation ${path}`)
    return serveHot(app, path, hot, batch, body, Promise.resolve(h.contextOf(person, scopes)))
  }

  const next = (more: object = {}) => JSON.stringify({ project: "road", want: 1, ...more })
  const draft = (more: object = {}) =>
    JSON.stringify({
      assignmentId: randomUUID(),
      fence: 1,
      revision: 1,
      body: { regions: [], nothingHere: false },
      ...more,
    })
  const beat = { tab: "t", seq: 0, monotonicMs: 0, seconds: "9" }

  test.each<{ name: string; call: Call; status: number }>([
    { name: "success", call: { path: "work.next", body: next() }, status: 200 },
    {
      name: "success in a batch of one",
      call: { path: "work.next", body: `{"0":${next()}}`, batch: true },
      status: 200,
    },
    { name: "a typed error", call: { path: "work.saveDraft", body: draft() }, status: 404 },
    {
      name: "a typed error in a batch",
      call: { path: "work.saveDraft", body: `{"0":${draft()}}`, batch: true },
      status: 404,
    },
    { name: "a stranger's project", call: { path: "work.next", body: next({ project: "nowhere" }) }, status: 404 },
    {
      name: "a member without the role",
      call: { path: "work.next", body: next(), person: "rita" as never },
      status: 403,
    },
    { name: "nobody signed in", call: { path: "work.next", body: next(), person: null }, status: 401 },
    { name: "a token for something else", call: { path: "work.next", body: next(), scopes: ["read"] }, status: 403 },
    { name: "an input that does not fit", call: { path: "work.next", body: next({ want: 101 }) }, status: 400 },
    {
      name: "a field too many (no room for more than four booleans)",
      call: {
        path: "work.heartbeat",
        body: JSON.stringify({
          assignmentId: randomUUID(),
          fence: 1,
          activity: "draw",
          batches: [{ ...beat, keys: "secret" }],
        }),
      },
      status: 400,
    },
    { name: "no input", call: { path: "work.submitNext", body: "null" }, status: 400 },
    { name: "broken JSON", call: { path: "work.submitNext", body: "{" }, status: 400 },
    { name: "a batch that is no object", call: { path: "work.submitNext", body: "null", batch: true }, status: 400 },
    { name: "an array as a batch", call: { path: "work.submitNext", body: "[1]", batch: true }, status: 400 },
    {
      name: "a key named __proto__",
      call: { path: "work.next", body: '{"__proto__":{"project":"road","want":1}}' },
      status: 400,
    },
  ])("$name: the same status and the same letters as tRPC's adapter", async ({ call, status }) => {
    const given = call.person === ("rita" as never) ? { ...call, person: rita } : call
    const short = await byFastPath(given)
    expect(short).toEqual(await byAdapter(given))
    expect(short.status).toBe(status)
  })

  test("an unexpected failure says internal, tells the log, and nothing else", async () => {
    const broken = {
      ...h.deps,
      storage: {
        ...h.deps.storage,
        hot: { ...at.storage.hot, saveDraft: () => Promise.reject(new Error("secret path")) },
      },
    }
    const told: string[] = []
    const hot = HOT["work.saveDraft"]
    if (!hot) throw new Error("no such mutation")
    const context = { ...h.contextOf(awa), deps: broken }
    const answer = await serveHot(
      app,
      "work.saveDraft",
      hot,
      false,
      draft(),
      context,
      (error) => void told.push(error.message),
    )
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('"internal"')
    expect(answer.text).not.toContain("secret")
    expect(told).toEqual(["secret path"])
  })

  test("a full disk is a typed answer of its own status", async () => {
    const full = {
      ...h.deps,
      storage: {
        ...h.deps.storage,
        hot: { ...at.storage.hot, saveDraft: () => Promise.reject(new JustesseError("storage_full")) },
      },
    }
    const hot = HOT["work.saveDraft"]
    if (!hot) throw new Error("no such mutation")
    const answer = await serveHot(app, "work.saveDraft", hot, true, `{"0":${draft()}}`, {
      ...h.contextOf(awa),
      deps: full,
    })
    expect(answer.status).toBe(507)
    expect(JSON.parse(answer.text)[0].error.data.failure.code).toBe("storage_full")
  })

  test("a refusal before any procedure is read by clients like every other", () => {
    const { status, text } = refusal(new JustesseError("file_too_large", { most: 10 }), true)
    expect(status).toBe(413)
    expect(JSON.parse(text)[0].error.data.failure).toEqual({ code: "file_too_large", detail: { most: 10 } })
  })
})
