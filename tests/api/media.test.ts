import { readFileSync } from "node:fs"
import { freshDatabase } from "@justesse/db/testing/engines"
import { toneWav } from "@justesse/fixtures/testing/tones"
import type { AssetPage, AssetShown } from "@justesse/types/wire/asset"
import type { ImportShown } from "@justesse/types/wire/imports"
import type { OntologyShown } from "@justesse/types/wire/project"
import type { HeldLeases } from "@justesse/types/wire/work"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { ingestFiles, join, openProject, setUp } from "../support/studio.ts"

const ALL = { search: "", states: [], labels: [] }
const film = (name: string) => readFileSync(new URL(`../../fixtures/videos/${name}`, import.meta.url))

describe.each(["SQLite", "PostgreSQL"])("videos and texts on %s", (engine) => {
  const project = `media-${engine.toLowerCase()}`
  let server: Server
  let owner: Client
  let drop = async () => {}

  beforeAll(async () => {
    const database = engine === "PostgreSQL" ? await freshDatabase("template0") : null
    if (database) drop = database.drop
    server = await startServer({ demo: false, ...(database ? { databaseUrl: database.url } : {}) })
    owner = await setUp(server)
    await openProject(owner, { slug: project, kind: "rating", overlap: 1, pictures: [] })
  })
  afterAll(async () => {
    await server.stop()
    await drop()
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
    const slug = `form-${engine.toLowerCase()}`
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
})
