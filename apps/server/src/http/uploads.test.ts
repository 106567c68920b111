import { spawnSync } from "node:child_process"
import { randomUUID } from "node:crypto"
import { existsSync, readdirSync, utimesSync } from "node:fs"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { request } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import type { Deps } from "@justesse/api/core"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { formatGroupHead } from "@justesse/types/wire/uploads"
import Fastify, { type FastifyInstance } from "fastify"
import { afterEach, beforeEach, expect, test } from "vitest"
import { uploadFolder } from "../files/folders.ts"
import { tusRoutes } from "./tusRoutes.ts"
import { uploadRoutes } from "./uploadRoutes.ts"

let store: TestStorage
let folder: ReturnType<typeof temporaryFolder>
let harness: Harness
let app: FastifyInstance
let root: string
const people = new Map<string, TestPerson>()
const noPages = { countPages: () => Promise.resolve(1), drawPage: () => Promise.resolve() }

beforeEach(async () => {
  const [sqlite] = engines
  if (!sqlite) throw new Error("no engine")
  store = await sqlite.open()
  folder = temporaryFolder()
  root = join(folder.path, "uploads")
  const sessions: Pick<Deps["sessions"], "who"> = {
    who: ({ all }) => {
      const person = people.get(all().get("x-who") ?? "")
      return Promise.resolve(
        person ? { personId: person.id, name: person.name, operator: person.operator, scopes: null } : null,
      )
    },
  }
  harness = makeHarness({
    storage: store.storage,
    folder: folder.path,
    override: { sessions: sessions as Deps["sessions"] }, // these routes ask for nothing else of them
  })
  for (const name of ["Ann", "Vic"]) {
    const person = await harness.addPerson(name)
    people.set(name, person)
    await harness.addProject({ slug: name.toLowerCase(), owner: person })
  }
  app = Fastify()
  const uploads = uploadFolder(root, noPages)
  await app.register(uploadRoutes(harness.deps, uploads))
  await app.register(tusRoutes(harness.deps, uploads, join(root, ".tus")))
  await app.listen({ port: 0, host: "127.0.0.1" })
})
afterEach(async () => {
  await app.close()
  await store.close()
  folder.remove()
})

interface ChildMessage {
  readonly status: number
  readonly location: string
  readonly offset: string
  readonly text: string
}

/** As a client that writes its own headers and addresses. */
function ask(method: string, path: string, headers: Record<string, string>, body = ""): Promise<ChildMessage> {
  return new Promise((resolve, reject) => {
    const { port } = app.server.address() as AddressInfo
    const all = { "tus-resumable": "1.0.0", "content-length": `${Buffer.byteLength(body)}`, ...headers }
    const sent = request({ host: "127.0.0.1", port, method, path, headers: all }, (answer) => {
      let text = ""
      answer.on("data", (chunk) => {
        text += chunk
      })
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          location: `${answer.headers.location ?? ""}`,
          offset: `${answer.headers["upload-offset"] ?? ""}`,
          text,
        }),
      )
    })
    sent.on("error", reject)
    sent.end(body)
  })
}
const word = (text: string) => Buffer.from(text).toString("base64")
const about = (project: string, batch: string, name = "a.txt") =>
  `project ${word(project)},batch ${word(batch)},name ${word(name)}`
const begin = (who: string, metadata: string, length: number) =>
  ask("POST", "/upload/tus", { "x-who": who, "upload-length": `${length}`, "upload-metadata": metadata })
const goOn = (who: string, path: string, offset: number, body: string) =>
  ask(
    "PATCH",
    path,
    { "x-who": who, "upload-offset": `${offset}`, "content-type": "application/offset+octet-stream" },
    body,
  )

test("an upload that broke off goes on where it was and lies in its batch when it is whole", async () => {
  const batch = randomUUID()
  const { status, location } = await begin("Ann", about("ann", batch, "deep/a.txt"), 10)
  expect(status).toBe(201)
  expect((await goOn("Ann", location, 0, "01234")).status).toBe(204)
  expect(await ask("HEAD", location, { "x-who": "Ann" })).toMatchObject({ status: 200, offset: "5" })
  expect(existsSync(join(root, "ann", batch))).toBe(false)
  expect((await goOn("Ann", location, 5, "56789")).status).toBe(204)
  expect(await readFile(join(root, "ann", batch, "deep", "a.txt"), "utf8")).toBe("0123456789")
  expect(readdirSync(join(root, ".tus"))).toEqual([])
})

test("nobody uploads into a project that is not theirs, whatever else the announcement says", async () => {
  const batch = randomUUID()
  const vic = about("vic", batch)
  const twice = [`${vic},\tproject ${word("ann")}`, `${vic}, project ${word("ann")}`, `${vic},project ${word("ann")}`]
  for (const metadata of [vic, ...twice, `${about("ann", batch)},project ${word("vic")}`]) {
    const headers = { "x-who": "Ann", "upload-length": "3", "upload-metadata": metadata }
    const type = { "content-type": "application/offset+octet-stream" }
    const { status } = await ask("POST", "/upload/tus", { ...headers, ...type }, "bad")
    expect(status).toBeGreaterThanOrEqual(400)
  }
  expect(existsSync(join(root, "vic"))).toBe(false)
  expect((await begin("nobody", about("ann", batch), 3)).status).toBeGreaterThanOrEqual(400)
})

test("nobody asks about, goes on with or ends somebody else's upload, whatever the address says", async () => {
  const theirs = (await begin("Vic", about("vic", randomUUID()), 10)).location
  const mine = (await begin("Ann", about("ann", randomUUID()), 10)).location
  const id = theirs.split("/").at(-1)
  for (const path of [
    theirs,
    `${mine}?x=/${id}`,
    `${mine}/${id}`,
    `${mine}/../${id}`,
    `${theirs}/`,
    `${theirs}?a=${mine}`,
  ]) {
    expect((await ask("HEAD", path, { "x-who": "Ann" })).status).toBeGreaterThanOrEqual(400)
    expect((await goOn("Ann", path, 0, "bad")).status).toBeGreaterThanOrEqual(400)
    expect((await ask("DELETE", path, { "x-who": "Ann" })).status).toBeGreaterThanOrEqual(400)
  }
  expect(await ask("HEAD", theirs, { "x-who": "Vic" })).toMatchObject({ status: 200, offset: "0" })
})

test.each(["../vic/x.txt", "/etc/x", "C:\\x", "a/../../x", "a\0b", "."])("the name %j leads nowhere", async (name) => {
  const batch = randomUUID()
  expect((await begin("Ann", about("ann", batch, name), 3)).status).toBeGreaterThanOrEqual(400)
  const path = `/upload/ann/${batch}?name=${encodeURIComponent(name)}`
  expect((await ask("PUT", path, { "x-who": "Ann" }, "bad")).status).toBeGreaterThanOrEqual(400)
  expect(existsSync(join(root, "ann"))).toBe(false)
  expect(existsSync(join(root, "vic"))).toBe(false)
})

test("what a stopped program left half-written is no file of its batch", async () => {
  const batch = randomUUID()
  await ask("PUT", `/upload/ann/${batch}?name=a.txt`, { "x-who": "Ann" }, "whole")
  await writeFile(join(root, "ann", batch, "b.jpg.part-123-abc"), "ha")
  const files = await uploadFolder(root, noPages).files("ann", batch)
  expect((await files.list()).map(({ name }) => name)).toEqual(["a.txt"])
  files.close()
})

test("batches that nobody took in go after their time, but none that an import waits for", async () => {
  const uploads = uploadFolder(root, noPages)
  const old = (...parts: string[]) => utimesSync(join(root, ...parts), new Date(1_000), new Date(1_000))
  for (const [project, batch, file] of [
    ["ann", "stale", "deep/a.txt"],
    ["ann", "wanted", "a.txt"],
    ["ann", "fresh", "a.txt"],
    [".pages", "pages-x", "0.png"],
  ] as const) {
    await mkdir(join(root, project, batch, "deep"), { recursive: true })
    await writeFile(join(root, project, batch, file), "x")
    if (batch === "fresh") continue
    old(project, batch, file)
    old(project, batch, "deep")
    old(project, batch)
  }
  expect(await uploads.removeStale(5_000, new Set(["ann/wanted"]))).toBe(2)
  expect(readdirSync(join(root, "ann")).sort()).toEqual(["fresh", "wanted"])
  expect(readdirSync(join(root, ".pages"))).toEqual([])
})

const group = (who: string, batch: string, files: readonly (readonly [name: string, text: string])[], rest = "") => {
  const head = formatGroupHead(files.map(([name, text]) => ({ name, sizeBytes: Buffer.byteLength(text) })))
  return ask(
    "PUT",
    `/upload/ann/${batch}/group`,
    { "x-who": who },
    head + files.map(([, text]) => text).join("") + rest,
  )
}
const arrived = (batch: string) => uploadFolder(root, noPages).arrived("ann", batch)

test("small files come together in one request, and lie in their batch as if they had come one by one", async () => {
  const batch = randomUUID()
  const files = Array.from({ length: 40 }, (_, i) => [`deep/${i % 3}/${i}.txt`, `é${i}`] as const)
  expect(await group("Ann", batch, files)).toMatchObject({ status: 200 })
  for (const [name, text] of files) expect(await readFile(join(root, "ann", batch, name), "utf8")).toBe(text)
  expect(await arrived(batch)).toHaveLength(40)
  expect(await group("Ann", batch, [["deep/0/0.txt", "mended"]])).toMatchObject({ status: 200 })
  expect(await readFile(join(root, "ann", batch, "deep/0/0.txt"), "utf8")).toBe("mended")
})

test("a file that cannot be kept is told of by itself and spoils no other of its group", async () => {
  const batch = randomUUID()
  const files = [
    ["a.txt", "first"],
    ["../vic/x.txt", "bad"],
    ["a.txt", "last"],
    ["a.txt/below.txt", "in a file"],
    ["", "no name"],
    ["b.txt", "b"],
  ] as const
  const { status } = await group("Ann", batch, files)
  expect(status).toBe(400)
  const said = await group(
    "Ann",
    batch,
    files.filter(([name]) => name !== ""),
  )
  const { failures }: { failures: ({ code: string } | null)[] } = JSON.parse(said.text)
  expect(failures.map((failure) => failure?.code ?? null)).toEqual([null, "name_unsafe", null, "internal", null])
  expect((await arrived(batch)).map(({ name }) => name)).toEqual(["a.txt", "b.txt"])
  expect(await readFile(join(root, "ann", batch, "a.txt"), "utf8")).toBe("last")
  expect(readdirSync(join(root, "ann", batch)).sort()).toEqual(["a.txt", "b.txt"])
  expect(existsSync(join(root, "vic"))).toBe(false)
})

test("a group that is not what it says, or is somebody else's, leaves nothing", async () => {
  const batch = randomUUID()
  const files = [["a.txt", "a"]] as const
  expect((await group("Vic", batch, files)).status).toBe(404)
  expect((await group("nobody", batch, files)).status).toBe(401)
  expect((await group("Ann", batch, files, "more")).status).toBe(400)
  expect((await group("Ann", batch, [])).status).toBe(400)
  expect((await ask("PUT", `/upload/ann/${batch}/group`, { "x-who": "Ann" }, "a")).status).toBe(400)
  expect((await group("Ann", batch, [["large.txt", "x".repeat(9_100_000)]])).status).toBe(413)
  expect(existsSync(join(root, "ann"))).toBe(false)
})

const mount = (...words: readonly string[]) => spawnSync("mount", words).status === 0
const disk = ["-t", "tmpfs", "-o", "size=64k", "tmpfs"]

test("on a full disk an upload is refused in our words, leaves no half beginning, and goes on with room (found T32)", async ({
  skip,
}) => {
  const place = join(root, ".tus")
  // Only whoever administers the machine may make a small disk.
  if (!mount(...disk, place)) skip()
  try {
    const full = { status: 507, text: '{"code":"storage_full","detail":{}}' }
    const { location } = await begin("Ann", about("ann", randomUUID()), 100_000)
    expect(await goOn("Ann", location, 0, "x".repeat(100_000))).toMatchObject(full)
    expect(await begin("Ann", about("ann", randomUUID()), 10)).toMatchObject(full)
    expect(readdirSync(place).length).toBe(2)
    mount("-o", "remount,size=1m", place)
    const { offset } = await ask("HEAD", location, { "x-who": "Ann" })
    expect(Number(offset)).toBeGreaterThan(0)
    // Its batch lies on another disk here, so that all but the last byte is sent.
    expect((await goOn("Ann", location, Number(offset), "x".repeat(99_999 - Number(offset)))).status).toBe(204)
  } finally {
    spawnSync("umount", ["-l", place])
  }
})
