import { createHash, randomUUID } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join as path } from "node:path"
import { emptyTrash } from "@justesse/api/services"
import { diskBlobs, openStorage, verifyStorage } from "@justesse/db"
import { freshDatabase } from "@justesse/db/testing/engines"
import { toneWav } from "@justesse/fixtures/testing/tones"
import { readBytes } from "@justesse/formats/io/fileSet"
import { filesAt } from "@justesse/server/files/sets"
import type { AssetPage, AssetShown } from "@justesse/types/wire/asset"
import type { ImportShown } from "@justesse/types/wire/imports"
import type { OntologyShown } from "@justesse/types/wire/project"
import type { HeldLeases } from "@justesse/types/wire/work"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import { openShell } from "../cli/shell.ts"
import { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { ingestFiles, join, joinToo, openProject, setUp } from "../support/studio.ts"
import { TEAM_KINDS } from "../support/teamKinds.ts"

const ALL = { search: "", states: [], labels: [] }
const film = (name: string) => readFileSync(new URL(`../../fixtures/videos/${name}`, import.meta.url))

const whole = (label: string, value?: unknown) => ({ label, geometry: { type: "whole" }, value })
/** Kinds of task about videos and texts: what makes them, what somebody says, and how a line of an export tells it. */
const ASKED = {
  rating: { project: {}, said: [whole("4")], told: ["good"] },
  classification: { project: { labels: ["street", "indoors"] }, said: [whole("street")], told: ["street"] },
  form: {
    project: TEAM_KINDS["form"]?.project,
    said: [whole("open", true), whole("sort", "a"), whole("count", 3)],
    told: [true, "a", 3],
  },
} as const
const GIVEN = [
  ["film.mp4", film("clip.mp4")],
  ["film.webm", film("clip.webm")],
  ["note.md", Buffer.from("# A title\n\nTwo words.\n")],
  ["plain.txt", Buffer.from("ثلاث كلمات هنا")],
] as const
const CLEAN = /^Everything that could be checked is as it was stored\.$/m
const shaOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")

describe.each(["SQLite", "PostgreSQL"])("videos and texts on %s", (engine) => {
  const project = `media-${engine.toLowerCase()}`
  let server: Server
  let owner: Client
  let wanda: Client | null = null
  let database: Awaited<ReturnType<typeof freshDatabase>> | null = null

  beforeAll(async () => {
    if (engine === "PostgreSQL") database = await freshDatabase("template0")
    server = await startServer({ demo: false, ...(database ? { databaseUrl: database.url } : {}) })
    owner = await setUp(server)
    await openProject(owner, { slug: project, kind: "rating", overlap: 1, pictures: [] })
  })
  afterAll(async () => {
    await server.stop()
    await database?.drop()
  })

  const tiles = async (filter: object = {}) => {
    const input = { project, filter: { ...ALL, ...filter }, sort: "number", cursor: null, limit: 50 }
    return (await owner.ask<z.infer<typeof AssetPage>>("asset.list", input)).tiles
  }
  const report = async (id: number) => {
    const shown = await owner.ask<z.infer<typeof ImportShown>>("imports.get", { project, id })
    return shown.report.map(({ level, code, file }) => `${level} ${code} ${file}`).sort()
  }

  test("come in by the door of pictures, each told by what it holds; what cannot be shown says why", async () => {
    const id = await ingestFiles(owner, project, [
      ["a.jpg", await jpeg(1, 40, 30)],
      ["b.md", "\ufeff# Title\r\n\r\nTwo words **more**.\r\n"],
      ["c.txt", "ثلاث كلمات هنا"],
      ["clips/d.mp4", film("clip.mp4")],
      ["clips/e.webm", film("clip.webm")],
      ["clips/f.mov", film("upright.mov")],
      ["clips/same.webm", film("clip.webm")],
      ["g.wav", toneWav({ seconds: 1, sampleRate: 8_000, channels: 1 })],
      ["bad/h.mp4", film("hevc.mp4")],
      ["bad/i.avi", film("old.avi")],
      ["bad/j.mp4", film("clip.mp4").subarray(0, 200)],
      ["bad/k.txt", Buffer.from("caf\xe9", "latin1")],
      ["bad/l.md", " \n"],
      ["README.md", "What lies here."],
    ])
    expect(await report(id)).toEqual([
      "lost text_empty bad/l.md",
      "lost text_encoding bad/k.txt",
      "lost video_broken bad/j.mp4",
      "lost video_kind bad/h.mp4",
      "lost video_kind bad/i.avi",
      "note file_not_read README.md",
      "note picture_twice clips/same.webm",
    ])
    const shown = (await tiles()).map(({ name, state, size, video, text, sound, problem }) => [
      ...[name, state, size && `${size.width} × ${size.height}`],
      video ? Math.round(video.durationMs / 1_000) : (text?.words ?? sound?.durationMs ?? problem),
    ])
    expect(shown.sort(([a], [b]) => (`${a}` < `${b}` ? -1 : 1))).toEqual([
      ["a.jpg", "open", "40 × 30", null],
      ["b.md", "open", null, 4],
      ["bad/h.mp4", "excluded", null, "video_kind"],
      ["bad/i.avi", "excluded", null, "video_kind"],
      ["bad/j.mp4", "excluded", null, "video_broken"],
      ["bad/k.txt", "excluded", null, "text_encoding"],
      ["bad/l.md", "excluded", null, "text_empty"],
      ["c.txt", "open", null, 3],
      ["clips/d.mp4", "open", "160 × 90", 6],
      ["clips/e.webm", "open", "160 × 90", 6],
      ["clips/f.mov", "open", "108 × 192", 3],
      ["g.wav", "open", null, 1_000],
    ])
    const names = async (media: readonly string[]) => (await tiles({ media })).map(({ name }) => name).sort()
    expect(await names(["text"])).toEqual(["b.md", "bad/k.txt", "bad/l.md", "c.txt"])
    expect(await names(["image", "audio"])).toEqual(["a.jpg", "g.wav"])
    expect((await names(["video"])).length).toBe(6)
    expect((await tiles({ media: ["text"] }))[0]?.text?.begins).toBe("Title Two words more.")
  })

  test("are played and read in parts, by whoever has the task and nobody else, and say nothing of who made them", async () => {
    const watched = `watched-${engine.toLowerCase()}`
    await openProject(owner, { slug: watched, kind: "classification", overlap: 1, pictures: [] })
    await ingestFiles(owner, watched, [
      ...[["b.md", "# Title"] as const, ["c.txt", "words"] as const],
      ...[["d.mp4", film("clip.mp4")] as const, ["e.webm", film("clip.webm")] as const],
    ])
    const worker = await join(owner, watched, `Wanda${engine}`, ["annotator"])
    wanda = worker
    const { leases } = await worker.act<HeldLeases>("work.next", { project: watched, want: 4 })
    expect(new Set(leases.map(({ media }) => (media.video ? "video" : (media.text ?? "other"))))).toEqual(
      new Set(["video", "markdown", "plain"]),
    )
    for (const { media } of leases) {
      const address = media.full
      expect((await new Client(server.origin).request(address)).status).toBe(404)
      expect(address).not.toMatch(/clip|\.md|\.mp4|\.webm/)
      const whole = await worker.request(address)
      const head = (name: string) => whole.headers.get(name) ?? ""
      expect([whole.status, head("x-content-type-options")]).toEqual([200, "nosniff"])
      expect(head("content-security-policy")).toBe("default-src 'none'; sandbox")
      const bytes = Buffer.from(await whole.arrayBuffer())
      if (media.text) expect(head("content-type")).toBe("text/plain; charset=utf-8")
      if (!media.video) continue
      expect([head("content-type"), head("accept-ranges")]).toEqual([
        expect.stringMatching(/^video\/(mp4|webm)$/),
        "bytes",
      ])
      for (const word of ["secret-title", "48.8584", "somebody"]) expect(bytes.includes(word)).toBe(false)
      expect(media.video).toMatchObject({ bytes: bytes.length })
      const part = await worker.request(address, { headers: { range: "bytes=500-1499" } })
      expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 500-1499/${bytes.length}`])
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(500, 1_500))).toBe(true)
    }
    // Whoever knows assets by number has the file as it came.
    const video = (await tiles({ media: ["video"], states: ["open"] }))[0]
    const shown = await owner.ask<AssetShown>("asset.get", { project, asset: video?.asset })
    const came = Buffer.from(await (await owner.request(shown.media.full)).arrayBuffer())
    expect(came.includes("secret-title")).toBe(true)
  })

  test("where files bring labels, texts that are labels are none to read", async () => {
    const boxes = `yolo-${engine.toLowerCase()}`
    await openProject(owner, { slug: boxes, kind: "classification", overlap: 1, pictures: [] })
    const id = await ingestFiles(owner, boxes, [
      ["images/one.jpg", await jpeg(2, 64, 48)],
      ["labels/one.txt", "0 0.5 0.5 0.2 0.2\n"],
      ["classes.txt", "car\n"],
    ])
    const shown = await owner.ask<z.infer<typeof ImportShown>>("imports.get", { project: boxes, id })
    expect(shown.report.filter(({ code }) => code.startsWith("text_"))).toEqual([])
    const input = { project: boxes, filter: ALL, sort: "number", cursor: null, limit: 50 }
    const page = await owner.ask<z.infer<typeof AssetPage>>("asset.list", input)
    expect(page.tiles.map(({ name }) => name)).toEqual(["one.jpg"])
  })

  test("a form asks for a place in pictures alone: nobody must point at a video, whichever came first", async () => {
    const slug = `places-${engine.toLowerCase()}`
    const question = (id: string, kind: string) => ({
      ...{ id, name: { en: id }, color: "#000000", key: null, hasText: false, attributes: [], retired: false },
      field: { kind, must: true, cannotTell: false, compared: kind === "point" ? "within" : "exactly" },
    })
    const save = async (...labels: object[]) => {
      const { version } = await owner.ask<{ version: number }>("ontology.get", { project: slug, version: null })
      const ontology = { labels, answers: { of: "whole", several: true } }
      return owner.act("ontology.save", { project: slug, baseVersion: version, ontology })
    }
    const [seen, entry] = [question("seen", "yes_no"), question("entry", "point")]
    await openProject(owner, { slug, kind: "form", overlap: 1, pictures: [], labels: [seen] })
    const films = [
      ["one.jpg", await jpeg(3, 40, 30)],
      ["clip.mp4", film("clip.mp4")],
      ["words.md", "# Title"],
    ] as const
    await save(seen, entry)
    const lost = ["lost asset_without_place clip.mp4", "lost asset_without_place words.md"]
    const id = await ingestFiles(owner, slug, films)
    const shown = await owner.ask<z.infer<typeof ImportShown>>("imports.get", { project: slug, id })
    expect(shown.report.map(({ level, code, file }) => `${level} ${code} ${file}`).sort()).toEqual(lost)
    // Without the place they are taken; then no place is to be had, by the builder, by a table or by files.
    await save(seen)
    await ingestFiles(owner, slug, films.slice(1))
    await expect(save(seen, entry)).rejects.toThrow(/no_picture/)
    const text = "question,type\nWhere?,place\n"
    expect(await owner.act("ontology.readQuestions", { project: slug, text, taken: [] })).toMatchObject({
      ...{ labels: [], problems: [{ line: 2, code: "no_picture" }] },
    })
    const more = [seen, entry, question("shut", "yes_no")]
    const nobody = { open: 0, waiting: 0, disputed: 0, settled: 0, excluded: 0 }
    const manifest = {
      ...{ justesse: 1, project: "other", version: 1, frozenAtMs: 0, contentSha256: "a".repeat(64), people: [] },
      ...{ ontologyVersion: 1, guidelineVersion: 1, ontology: { labels: more } },
      counts: { pictures: 0, regions: 0, nothingHere: 0, notInIt: nobody },
    }
    await ingestFiles(owner, slug, [
      ["manifest.json", JSON.stringify(manifest)],
      ["records.jsonl", ""],
      ["two.jpg", await jpeg(4, 40, 30)],
    ])
    const now = await owner.ask<z.infer<typeof OntologyShown>>("ontology.get", { project: slug, version: null })
    expect([now.isPlaceless, now.ontology.labels.map(({ id, retired }) => `${id} ${retired}`)]).toEqual([
      true,
      ["seen false", "shut false"],
    ])
  })

  test("a project of boxes takes neither, and says so of each", async () => {
    const boxes = `boxes-${engine.toLowerCase()}`
    await openProject(owner, { slug: boxes, kind: "boxes", overlap: 1, pictures: [] })
    const id = await ingestFiles(owner, boxes, [
      ["one.jpg", await jpeg(2, 64, 48)],
      ["clip.mp4", film("clip.mp4")],
    ])
    const shown = await owner.ask<z.infer<typeof ImportShown>>("imports.get", { project: boxes, id })
    expect(shown.report.map(({ code, file }) => `${code} ${file}`)).toContain("asset_not_taken clip.mp4")
  })

  /** Answers whatever a project has left in a few words. */
  async function answerAll(slug: string, said: readonly object[]): Promise<void> {
    const worker = wanda ?? (await join(owner, slug, `Wanda${engine}`, ["annotator"]))
    if (wanda) await joinToo(owner, slug, worker, `Wanda${engine}`, ["annotator"])
    wanda = worker
    const regions = said.map((one, at) => ({ id: `r${at}`, ...one }))
    let { leases } = await worker.act<HeldLeases>("work.next", { project: slug, want: 1 })
    for (let lease = leases[0]; lease; lease = leases[0]) {
      const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
      const key = { assignmentId, fence, ontologyVersion, guidelineVersion, submissionId: randomUUID(), want: 1 }
      leases = (await worker.act<HeldLeases>("work.submitNext", { ...key, body: { regions, nothingHere: false } }))
        .leases
    }
  }
  const untilFinal = (slug: string) =>
    expect.poll(
      async () => {
        const ask = { project: slug, utcOffsetMinutes: 0 }
        return (await owner.ask<{ counts: { settled: number } }>("project.overview", ask)).counts.settled
      },
      { timeout: 15_000 },
    )

  test.each(Object.entries(ASKED))(
    "are made a project of %s, fed, answered and taken out by script",
    async (kind, how) => {
      const slug = `${kind}-${engine.toLowerCase()}`
      const scopes = ["read", "manage", "import", "export"]
      const { token } = await owner.act<{ token: string }>("account.createToken", { name: slug, scopes, days: 1 })
      const script = new Client(server.origin, token)
      const rest = async (method: string, address: string, body?: object | Uint8Array) => {
        const isFile = body instanceof Uint8Array
        const type = isFile ? "application/octet-stream" : "application/json"
        const answer = await script.request(`/api/v1${address}`, {
          ...{ method, headers: body === undefined ? {} : { "content-type": type } },
          ...(body !== undefined && { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
        })
        const bytes = Buffer.from(await answer.arrayBuffer())
        expect([address, answer.status < 300 || bytes.toString()]).toEqual([address, true])
        return bytes
      }
      const json = async (...words: Parameters<typeof rest>) => JSON.parse((await rest(...words)).toString())
      await rest("POST", "/projects", {
        name: slug,
        project: slug,
        kind,
        answers: 1,
        purpose: "To see.",
        ...how.project,
      })
      // The first of them by itself, the others as a batch.
      const [[first, film], ...others] = GIVEN
      expect(await json("POST", `/p/${slug}/pictures?name=${first}`, film)).toMatchObject({ id: 1, problem: null })
      const batch = randomUUID()
      for (const [name, bytes] of others) await rest("PUT", `/p/${slug}/batches/${batch}/files?name=${name}`, bytes)
      const { job } = await json("POST", `/p/${slug}/imports`, { batch, name: "script", as: "settled" })
      expect(await json("GET", `/p/${slug}/jobs/${job}?wait=60`)).toMatchObject({ state: "done" })
      await rest("POST", `/p/${slug}/open`, {})
      await answerAll(slug, how.said)
      await untilFinal(slug).toBe(GIVEN.length)
      const listed = await json("GET", `/p/${slug}/pictures?state=settled`)
      expect(listed).toMatchObject({ total: GIVEN.length })
      for (const { id, name } of listed.pictures as { id: number; name: string }[]) {
        const { href } = await json("GET", `/p/${slug}/pictures/${id}`)
        const came = Buffer.from(await (await script.request(href)).arrayBuffer())
        expect([name, came.equals(GIVEN.find(([one]) => one === name)?.[1] ?? Buffer.of())]).toEqual([name, true])
      }
      const frozen = await json("POST", `/p/${slug}/versions`, { note: "" })
      expect(await json("GET", `/p/${slug}/jobs/${frozen.job}?wait=60`)).toMatchObject({ state: "done" })
      const zip = path(freshFolder("media"), "out.zip")
      writeFileSync(zip, await rest("GET", `/p/${slug}/versions/latest/jsonl.zip?pictures=true`))
      const files = await filesAt(zip)
      const lines = Buffer.from(await readBytes(files, "pictures.jsonl", 1e6))
        .toString()
        .trim()
        .split("\n")
      const told = lines.map((line) => JSON.parse(line))
      for (const { image, regions } of told) {
        const [, bytes] = GIVEN.find(([name]) => image.endsWith(name)) ?? []
        expect([image, (await readBytes(files, image, 1e7)).length]).toEqual([image, bytes?.length])
        const says = regions.map((one: { label: string; value?: unknown }) => one.value ?? one.label)
        expect([image, says.sort()]).toEqual([image, [...how.told].sort()])
      }
      expect(told.length).toBe(GIVEN.length)
      files.close()
    },
  )

  test("come in and go out by the command line; a backup has them, and those whose time in the bin is over leave nothing behind", async () => {
    const [slug, shell] = [`rating-${engine.toLowerCase()}`, openShell("films")]
    shell.file("in/parts.mp4", film("parts.mp4"))
    shell.file("in/told.md", "Something else.\n")
    const line = async (data: string, ...words: readonly string[]) => {
      const { code, out, error } = await shell.call(...words, "--data", data)
      expect([words[0], code, error]).toEqual([words[0], 0, ""])
      return out
    }
    const came = await line(server.dataDir, "import", shell.path("in"), "--project", slug)
    expect(came).toBe(`${slug}: 2 pictures, 0 regions, read as pictures.`)
    await answerAll(slug, [whole("2")])
    await answerAll(project, [whole("thing")])
    await untilFinal(slug).toBe(GIVEN.length + 2)
    await line(server.dataDir, "export", "--project", slug, "--format", "jsonl", "--out", shell.path("out"))
    const names = shell.lines("out/pictures.jsonl").map((one) => JSON.parse(one).image.split("/").at(-1))
    expect(names.sort()).toEqual(["parts.mp4", "told.md", ...GIVEN.map(([name]) => name)].sort())

    const gone = (await tiles({ states: ["settled"] })).filter(({ name }) => ["b.md", "clips/f.mov"].includes(name))
    const selection = { assets: gone.map(({ asset }) => asset) }
    await owner.act("asset.act", { project, selection, act: { act: "delete" } })
    await line(server.dataDir, "backup", shell.path("all.jbackup"))
    await server.stop()
    const restored = engine === "PostgreSQL" ? await freshDatabase("template0") : null
    const at = restored ? ["--database-url", restored.url] : []
    await line(shell.path("elsewhere"), "restore", shell.path("all.jbackup"), ...at)
    expect(await line(shell.path("elsewhere"), "verify", ...at)).toMatch(CLEAN)
    await restored?.drop()

    const where = database ? { url: database.url } : { file: path(server.dataDir, "justesse.db") }
    const storage = await openStorage(where)
    const blobs = diskBlobs(path(server.dataDir, "blobs"))
    const inTwoMonths = Date.now() + 60 * 86_400_000
    expect(await emptyTrash({ storage, blobs, nowMs: () => inTwoMonths })).toBe(2)
    const left = [film("upright.mov"), film("clip.mp4")].map((bytes) => existsSync(blobs.path(shaOf(bytes))))
    expect(left).toEqual([false, true])
    expect(await verifyStorage(storage, { blobs })).toEqual([])
    await storage.close()
  })
})
