import { randomUUID } from "node:crypto"
import { writeFile } from "node:fs/promises"
import { join as path } from "node:path"
import { freshDatabase, temporaryFolder } from "@justesse/db/testing/engines"
import { toneOf, toneWav } from "@justesse/fixtures/testing/tones"
import { readBytes } from "@justesse/formats/io/fileSet"
import { filesAt } from "@justesse/server/files/sets"
import { KINDS, ProjectKind } from "@justesse/types"
import { readPeaks } from "@justesse/types/sound/peaks"
import type { AssetPage, AssetShown } from "@justesse/types/wire/asset"
import type { ImportShown } from "@justesse/types/wire/imports"
import type { HeldLeases } from "@justesse/types/wire/work"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { ingestFiles, join, openProject, setUp } from "../support/studio.ts"

const TONES = { seconds: 30, sampleRate: 16_000, channels: 1 }
const ALL = { search: "", states: [], labels: [] }

/** The first kind of task that is about recordings; while there is none, nothing takes them. */
const KIND = ProjectKind.options.find((one) => KINDS[one].assets.includes("audio"))

describe.skipIf(KIND === undefined).each(["SQLite", "PostgreSQL"])("recordings on %s", (engine) => {
  const project = `sound-${engine.toLowerCase()}`
  let server: Server
  let owner: Client
  let drop = async () => {}

  beforeAll(async () => {
    const database = engine === "PostgreSQL" ? await freshDatabase("template0") : null
    if (database) drop = database.drop
    server = await startServer({ demo: false, ...(database ? { databaseUrl: database.url } : {}) })
    owner = await setUp(server)
    await openProject(owner, { slug: project, kind: KIND ?? "boxes", overlap: 1, pictures: [] })
  })
  afterAll(async () => {
    await server.stop()
    await drop()
  })

  const tiles = async () => {
    const input = { project, filter: ALL, sort: "number", cursor: null, limit: 50 }
    return (await owner.ask<z.infer<typeof AssetPage>>("asset.list", input)).tiles
  }
  const shownImport = (id: number) => owner.ask<z.infer<typeof ImportShown>>("imports.get", { project, id })
  const report = async (id: number) =>
    (await shownImport(id)).report.map(({ level, code, file }) => `${level} ${code} ${file}`)

  test("come in by the same door as pictures, and are played by whoever has the task", async () => {
    const wav = toneWav(TONES)
    const id = await ingestFiles(owner, project, [["talks/one.wav", wav]])
    expect(await report(id)).toEqual([])
    const [tile] = await tiles()
    expect(tile).toMatchObject({
      name: "talks/one.wav",
      state: "open",
      size: null,
      problem: null,
      sound: { durationMs: 30_000 },
    })
    // Its wave is its picture.
    expect((await owner.request(tile?.thumbnail ?? "")).headers.get("content-type")).toBe("image/jpeg")
    const worker = await join(owner, project, `Wanda${engine}`, ["annotator"])
    const { leases } = await worker.act<HeldLeases>("work.next", { project, want: 1 })
    const media = leases[0]?.media
    expect(media?.sound).toMatchObject({ durationMs: 30_000, sampleRate: 16_000, channels: 1 })

    const packed = new Uint8Array(await (await worker.request(media?.sound?.peaks ?? "")).arrayBuffer())
    const peaks = readPeaks(packed)
    expect(peaks?.samples).toBe(480_000)
    const [finest] = peaks?.levels ?? []
    const at = (sample: number) => finest?.values[Math.floor(sample / (finest?.samples ?? 1)) * 2 + 1] ?? 0
    const { from, to } = toneOf(17, 16_000)
    expect([at(from - 200), at((from + to) / 2) > 50, at(to + 200)]).toEqual([0, true, 0])

    const whole = await worker.request(media?.full ?? "")
    expect([whole.status, whole.headers.get("content-type"), whole.headers.get("accept-ranges")]).toEqual([
      ...[200, "audio/flac", "bytes"],
    ])
    const bytes = Buffer.from(await whole.arrayBuffer())
    expect(bytes.toString("latin1", 0, 4)).toBe("fLaC")
    const part = await worker.request(media?.full ?? "", { headers: { range: "bytes=1000-1999" } })
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 1000-1999/${bytes.length}`])
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(1_000, 2_000))).toBe(true)
    const end = await worker.request(media?.full ?? "", { headers: { range: `bytes=${bytes.length - 10}-` } })
    expect(Buffer.from(await end.arrayBuffer()).equals(bytes.subarray(-10))).toBe(true)
    const beyond = await worker.request(media?.full ?? "", { headers: { range: `bytes=${bytes.length}-` } })
    expect(beyond.status).toBe(416)

    // Neither address opens anything to somebody else, and neither names what it shows.
    for (const address of [media?.full ?? "", media?.sound?.peaks ?? ""]) {
      expect((await new Client(server.origin).request(address)).status).toBe(404)
      for (const name of ["one.wav", tile?.asset, "talks"]) expect(address.split(/[/.-]/)).not.toContain(`${name}`)
    }
  })

  test("that are not what their name says are believed by their content; what cannot be read is kept, and said", async () => {
    const before = (await tiles()).length
    const whole = toneWav({ seconds: 4, sampleRate: 8_000, channels: 1 })
    const id = await ingestFiles(owner, project, [
      ["a-cut.wav", whole.subarray(0, 30_000)],
      ["b-empty.wav", ""],
      ["c-text.mp3", "no sound at all, only letters"],
      ["d-wave.mp3", toneWav({ seconds: 1, sampleRate: 8_000, channels: 1 })],
      ["e-silent.wav", toneWav({ seconds: 1, sampleRate: 44_100, channels: 2, loudness: 0 })],
      ["f-six.wav", toneWav({ seconds: 1, sampleRate: 48_000, channels: 6 }, 24)],
    ])
    expect((await report(id)).sort()).toEqual([
      "lost recording_empty b-empty.wav",
      "lost recording_kind c-text.mp3",
      "note recording_mislabelled d-wave.mp3",
      "note recording_mixed f-six.wav",
      "note recording_silent e-silent.wav",
      "note recording_truncated a-cut.wav",
    ])
    const after = (await tiles()).slice(before)
    expect(after.map(({ name, state, problem }) => `${name} ${state} ${problem ?? ""}`.trim())).toEqual([
      "a-cut.wav open",
      "b-empty.wav excluded recording_empty",
      "c-text.mp3 excluded recording_kind",
      "d-wave.mp3 open",
      "e-silent.wav open",
      "f-six.wav open",
    ])
  })

  test("go on where they broke off on their way, and are whole then", async () => {
    const wav = toneWav({ seconds: 21, sampleRate: 16_000, channels: 1 })
    const [batch, at] = [randomUUID(), Math.floor(wav.length / 2) + 1]
    const word = (text: string) => Buffer.from(text).toString("base64")
    const metadata = `project ${word(project)},batch ${word(batch)},name ${word("cut.wav")}`
    const tus = { "tus-resumable": "1.0.0" }
    const begun = await owner.request("/upload/tus", {
      method: "POST",
      headers: { ...tus, "upload-length": `${wav.length}`, "upload-metadata": metadata },
    })
    expect(begun.status).toBe(201)
    const location = begun.headers.get("location") ?? ""
    const send = (offset: number, body: Uint8Array) =>
      owner.request(location, {
        method: "PATCH",
        headers: { ...tus, "upload-offset": `${offset}`, "content-type": "application/offset+octet-stream" },
        body: new Uint8Array(body),
      })
    expect((await send(0, wav.subarray(0, at))).status).toBe(204)
    // The line is gone; whoever comes back asks how much is there.
    const there = await owner.request(location, { method: "HEAD", headers: tus })
    expect(there.headers.get("upload-offset")).toBe(`${at}`)
    expect((await send(at, wav.subarray(at))).status).toBe(204)
    const { id } = await owner.act<{ id: number }>("imports.start", { project, batch, name: "cut", as: "settled" })
    await expect.poll(async () => (await shownImport(id)).row.state, { timeout: 20_000 }).toBe("done")
    expect(await report(id)).toEqual([])
    expect((await tiles()).at(-1)).toMatchObject({ name: "cut.wav", sound: { durationMs: 21_000 } })
  })

  test("alone are looked at as what they are, and come in once their owner says so", async () => {
    const batch = randomUUID()
    await owner.upload(project, batch, "looked.wav", toneWav({ seconds: 5, sampleRate: 8_000, channels: 1 }))
    const look = { project, batch, name: "looked", format: "auto", origin: 0 }
    const { id } = await owner.act<{ id: number }>("imports.look", look)
    await expect.poll(async () => (await shownImport(id)).row.state, { timeout: 20_000 }).toBe("waiting")
    expect((await shownImport(id)).looked).toMatchObject({ format: "pictures", pictures: 1, lost: 0 })
    expect((await shownImport(id)).report).toEqual([])
    await owner.act("imports.cancel", { project, id })
  })

  test("are taken once, whatever they are called", async () => {
    const before = (await tiles()).length
    const id = await ingestFiles(owner, project, [["again.wav", toneWav(TONES)]])
    expect(await report(id)).toEqual(["note picture_twice again.wav"])
    expect((await tiles()).length).toBe(before)
  })

  test("leave with what was labelled as they came in, to the byte", async () => {
    const [first] = await tiles()
    if (!first) throw new Error("a recording expected")
    const shown = await owner.ask<AssetShown>("asset.get", { project, asset: first.asset })
    expect(shown.media.sound?.durationMs).toBe(30_000)
    const selection = { assets: [first.asset] }
    const input = { project, selection, pictures: true, labels: false }
    const { href } = await owner.act<{ href: string }>("asset.download", input)
    const folder = temporaryFolder()
    await writeFile(path(folder.path, "taken.zip"), Buffer.from(await (await owner.request(href)).arrayBuffer()))
    const files = await filesAt(folder.path)
    const [name = ""] = (await files.list()).map((entry) => entry.name).filter((one) => one.endsWith("one.wav"))
    expect(Buffer.from(await readBytes(files, name, 1e7)).equals(toneWav(TONES))).toBe(true)
    files.close()
    folder.remove()
  })

  test("are refused by a project whose tasks are about pictures, with one sentence a file", async () => {
    const other = `still-${engine.toLowerCase()}`
    await openProject(owner, { slug: other, kind: "transcription", overlap: 1, pictures: [await jpeg(2)] })
    const batch = randomUUID()
    await owner.upload(other, batch, "one.wav", toneWav(TONES))
    const { id } = await owner.act<{ id: number }>("imports.start", { project: other, batch, name: "x", as: "settled" })
    const done = async () => owner.ask<z.infer<typeof ImportShown>>("imports.get", { project: other, id })
    let shown = await done()
    for (; shown.row.state === "running"; shown = await done()) await new Promise((go) => setTimeout(go, 50))
    expect(shown.report.map(({ code, file }) => `${code} ${file}`)).toEqual(["asset_not_taken one.wav"])
    const list = { project: other, filter: ALL, sort: "number", cursor: null, limit: 50 }
    expect((await owner.ask<z.infer<typeof AssetPage>>("asset.list", list)).tiles).toHaveLength(1)
  })
})
