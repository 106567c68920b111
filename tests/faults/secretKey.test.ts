import { spawn } from "node:child_process"
import { createHmac } from "node:crypto"
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect, test } from "vitest"
import { freshFolder } from "../support/folders.ts"
import { BUNDLES } from "../support/places.ts"
import { freePort, startServer } from "../support/server.ts"

/** How a start ended that does not come to serving: its exit code and what it said. */
async function startOf(dataDir: string, room: "enough" | "none" = "enough"): Promise<{ code: number; said: string }> {
  const options = { demo: false, dataDir, port: await freePort(), studioDir: null }
  const script = `import { serveFromCommandLine } from ${JSON.stringify(pathToFileURL(BUNDLES.server).href)}
await serveFromCommandLine(${JSON.stringify(options)})`
  // Without room no file may hold a byte: as on a full disk it can be made, and stays empty.
  const limit = room === "none" ? "trap '' XFSZ; ulimit -f 0; " : ""
  const child = spawn("bash", ["-c", `${limit}exec "$0" --input-type=module -e "$1"`, process.execPath, script], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NODE_ENV: "production" },
  })
  let said = ""
  child.stderr.on("data", (chunk: Buffer) => void (said += chunk))
  const code = await new Promise<number>((resolve) => child.once("exit", (exit) => resolve(exit ?? -1)))
  return { code, said: said.trim() }
}

describe("a start (found T4)", () => {
  test("with a damaged key says in one sentence what, where and how to mend it, and does not serve", async () => {
    const dataDir = freshFolder("bad-key")
    writeFileSync(join(dataDir, "secret.key"), "")
    const { code, said } = await startOf(dataDir)
    expect(code).toBe(2)
    expect(said.split("\n")).toHaveLength(1)
    expect(said).toContain(join(dataDir, "secret.key"))
    expect(said).toMatch(/is empty.*copy of the data folder, or remove it.*sign in again/)
  })

  test("without room leaves no key behind; with room again the next one makes a whole one, and a forged address opens nothing", async () => {
    const dataDir = freshFolder("no-room")
    const { code, said } = await startOf(dataDir, "none")
    expect([code, said.split("\n")]).toEqual([2, [expect.stringContaining("disk is full")]])
    expect(existsSync(dataDir) ? readdirSync(dataDir).filter((name) => name.startsWith("secret.key")) : []).toEqual([])
    const server = await startServer({ demo: true, dataDir })
    try {
      for (const key of [Buffer.alloc(0), Buffer.alloc(48)]) {
        const claim = `p-1-1.full.${(Date.now() + 3_600_000).toString(36)}`
        const signature = createHmac("sha256", key).update(`media:${claim}`).digest("hex").slice(0, 32)
        expect((await fetch(`${server.origin}/media/${claim}.${signature}`)).status).toBe(404)
      }
    } finally {
      await server.stop()
    }
  })
})
