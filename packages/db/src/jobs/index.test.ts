import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { jobs } from "./index.ts"

const LATER = NOW + 60_000

describe.each(engines)("the queue of long work in $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 1, 1)
  })
  const queue = () => jobs(opened.storage.db)
  const add = (kind = "freeze", projectId: number | null = project) =>
    queue().add({ projectId, kind, input: { note: "é" }, madeBy: ada, nowMs: NOW })

  test("a job waits as it was given, without an end", async () => {
    const id = await add()
    expect(await queue().find(id)).toEqual({
      ...{
        id,
        projectId: project,
        kind: "freeze",
        input: '{"note":"é"}',
        state: "queued",
        done: 0,
        total: 0,
        tries: 0,
      },
      ...{ error: null, output: null, madeBy: ada, madeAtMs: NOW, startedAtMs: null, endedAtMs: null, bytes: 0 },
    })
    expect(await queue().find(id + 1)).toBeNull()
  })

  test("the oldest of the wanted kinds is taken, each once", async () => {
    const [first, other, second] = [await add(), await add("export"), await add()]
    expect((await queue().claim(["freeze"], LATER))?.id).toBe(first)
    expect(await queue().claim(["freeze"], LATER)).toMatchObject({
      id: second,
      state: "running",
      tries: 1,
      startedAtMs: LATER,
    })
    expect(await queue().claim(["freeze"], LATER)).toBeNull()
    expect((await queue().claim(["freeze", "export"], LATER))?.id).toBe(other)
  })

  test("many runners at once never take the same", async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => add()))
    const taken = await Promise.all(Array.from({ length: 10 }, () => queue().claim(["freeze"], LATER)))
    const ids = taken.flatMap((job) => job?.id ?? [])
    expect(ids.sort((a, b) => a - b)).toEqual(made.sort((a, b) => a - b))
  })

  test("progress is kept, and says when somebody cancelled meanwhile", async () => {
    const id = await add()
    await queue().claim(["freeze"], NOW)
    expect(await queue().progress(id, 3, 10, 4_096)).toBe("running")
    expect(await queue().find(id)).toMatchObject({ done: 3, total: 10, bytes: 4_096 })
    expect(await queue().cancel(id, LATER)).toBe(true)
    expect(await queue().progress(id, 4, 10)).toBe("cancelled")
    expect(await queue().progress(id + 1, 0, 0)).toBe("cancelled")
  })

  test("what ends is ended once; what was cancelled stays so", async () => {
    const id = await add()
    const done = { state: "done", error: null, output: { version: 2 }, nowMs: LATER } as const
    expect(await queue().end(id, done)).toBe(false)
    await queue().claim(["freeze"], NOW)
    expect(await queue().end(id, done)).toBe(true)
    expect(await queue().end(id, { ...done, state: "failed" })).toBe(false)
    expect(await queue().find(id)).toMatchObject({ state: "done", output: '{"version":2}', endedAtMs: LATER })
    const gone = await add()
    await queue().claim(["freeze"], NOW)
    await queue().cancel(gone, LATER)
    expect(await queue().end(gone, done)).toBe(false)
    expect(await queue().find(gone)).toMatchObject({ state: "cancelled", output: null })
  })

  test("a try that failed waits again without an end; retried by hand it begins anew", async () => {
    const id = await add()
    await queue().claim(["freeze"], NOW)
    await queue().end(id, { state: "queued", error: "disk full", output: null, nowMs: LATER })
    expect(await queue().find(id)).toMatchObject({ state: "queued", error: "disk full", endedAtMs: null, tries: 1 })
    expect(await queue().retry(id)).toBe(false)
    await queue().claim(["freeze"], NOW)
    await queue().end(id, { state: "failed", error: "disk full", output: null, nowMs: LATER })
    expect(await queue().retry(id)).toBe(true)
    expect(await queue().find(id)).toMatchObject({ state: "queued", error: null, endedAtMs: null, tries: 0 })
  })

  test("what is over is not cancelled", async () => {
    const id = await add()
    await queue().claim(["freeze"], NOW)
    await queue().end(id, { state: "done", error: null, output: null, nowMs: LATER })
    expect([await queue().cancel(id, LATER), await queue().retry(id)]).toEqual([false, false])
  })

  test("after a restart what was running waits again, of these kinds alone", async () => {
    const [mine, other] = [await add(), await add("export")]
    await queue().claim(["freeze"], NOW)
    await queue().claim(["export"], NOW)
    expect(await queue().requeueRunning(["freeze"])).toBe(1)
    expect([(await queue().find(mine))?.state, (await queue().find(other))?.state]).toEqual(["queued", "running"])
  })

  test("lists are newest first, of a project, of kinds, of states, as many as asked for", async () => {
    const [a, b, c] = [await add(), await add("export"), await add("backup", null)]
    const ids = async (wanted: Parameters<ReturnType<typeof jobs>["list"]>[0]) =>
      (await queue().list(wanted)).map(({ id }) => id)
    expect(await ids({ limit: 9 })).toEqual([c, b, a])
    expect(await ids({ limit: 2 })).toEqual([c, b])
    expect(await ids({ beforeId: b, limit: 2 })).toEqual([a])
    expect(await ids({ projectId: project, limit: 9 })).toEqual([b, a])
    expect(await ids({ kinds: ["freeze", "backup"], limit: 9 })).toEqual([c, a])
    await queue().cancel(b, LATER)
    expect(await ids({ states: ["queued"], limit: 9 })).toEqual([c, a])
  })

  test("operators see the latest with the name of their project", async () => {
    const [a, b] = [await add(), await add("backup", null)]
    const rows = await queue().recent(5)
    expect(rows.map(({ id, kind, project: slug }) => [id, kind, slug === null])).toEqual([
      [b, "backup", true],
      [a, "freeze", false],
    ])
  })

  test("one that somebody does at once is running from the beginning, and is nobody else's to take", async () => {
    const input = { undo: 7, inRequest: true }
    const id = await queue().add({ projectId: project, kind: "act", input, madeBy: ada, nowMs: NOW, running: true })
    expect(await queue().find(id)).toMatchObject({ state: "running", tries: 1, startedAtMs: NOW, endedAtMs: null })
    expect(await queue().claim(["act"], LATER)).toBeNull()
    await queue().remove(id)
    expect(await queue().find(id)).toBeNull()
  })

  test("after a restart running ones wait again, but for those that a request is at", async () => {
    const [left, inHand, waiting] = [await add("act"), await add("act"), await add("act")]
    await queue().claim(["act"], LATER)
    await queue().claim(["act"], LATER)
    expect(await queue().requeueRunning(["act"], new Set([inHand]))).toBe(1)
    const states = await Promise.all([left, inHand, waiting].map(async (id) => (await queue().find(id))?.state))
    expect(states).toEqual(["queued", "running", "queued"])
    expect((await queue().claim(["act"], LATER))?.tries).toBe(2)
  })

  test("one that is put back was not tried, and a cancelled one stays cancelled", async () => {
    const [kept, cancelled] = [await add(), await add()]
    await queue().claim(["freeze"], LATER)
    await queue().claim(["freeze"], LATER)
    await queue().cancel(cancelled, LATER)
    for (const id of [kept, cancelled]) await queue().putBack(id)
    expect(await queue().find(kept)).toMatchObject({ state: "queued", tries: 0 })
    expect(await queue().find(cancelled)).toMatchObject({ state: "cancelled", tries: 1 })
  })
})
