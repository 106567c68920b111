import { spawnSync } from "node:child_process"
import { randomUUID } from "node:crypto"
import { mkdirSync, statfsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"
import { startServer } from "../support/server.ts"
import { openProject, setUp } from "../support/studio.ts"

const small = ["-t", "tmpfs", "-o", "size=40m", "tmpfs"]

/** Takes every byte that a disk has left. */
function fill(folder: string): void {
  const { bavail, bsize } = statfsSync(folder)
  try {
    writeFileSync(join(folder, "full"), Buffer.alloc(bavail * bsize + 1_000_000))
  } catch {
    // It is full now.
  }
}

test("on a disk that is full a studio reads, says so, and ends as asked with 0 (found T30, T32)", async ({ skip }) => {
  const disk = freshFolder("disk")
  // Only whoever administers the machine may make a small disk.
  if (spawnSync("mount", [...small, disk]).status !== 0) return skip()
  try {
    const dataDir = join(disk, "data")
    mkdirSync(dataDir)
    const server = await startServer({ demo: false, dataDir })
    const owner = await setUp(server)
    await openProject(owner, { slug: "shop", kind: "boxes", overlap: 1, pictures: [await jpeg(1)] })
    fill(disk)
    const words = { project: "shop", batch: randomUUID(), name: "a.bin" }
    const metadata = Object.entries(words).map(([key, value]) => `${key} ${Buffer.from(value).toString("base64")}`)
    const headers = { "tus-resumable": "1.0.0", "upload-length": "5", "upload-metadata": metadata.join(",") }
    const begun = await owner.request("/upload/tus", { method: "POST", headers })
    expect([begun.status, await begun.text()]).toEqual([507, '{"code":"storage_full","detail":{}}'])
    expect(await owner.ask("project.overview", { project: "shop", utcOffsetMinutes: 0 })).toMatchObject({})
    await server.stop()
    expect(server.exitCode()).toBe(0)
    expect(server.said()).toContain("Stopped. Everything that was said to be saved is saved.")
    expect(server.said()).not.toMatch(/Uncaught|SqliteError|node:internal/)
  } finally {
    spawnSync("umount", ["-l", disk])
  }
})
