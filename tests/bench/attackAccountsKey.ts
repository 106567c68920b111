import { spawn } from "node:child_process"
import { createHmac } from "node:crypto"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Client } from "../support/client.ts"
import { BUNDLES } from "../support/places.ts"
import { freePort, serveFolder } from "../support/serverProcess.ts"

interface Line extends Record<string, unknown> {
  readonly what: string
  readonly isShort: boolean
}

/** Starts a server that should refuse: its exit code (0 when it serves), and what it said. */
async function refusedStart(dataDir: string, room = true): Promise<{ code: number; said: string }> {
  const options = { demo: false, dataDir, port: await freePort(), studioDir: null }
  const script = `import { serveFromCommandLine } from ${JSON.stringify(pathToFileURL(BUNDLES.server).href)}
await serveFromCommandLine(${JSON.stringify(options)})`
  const limit = room ? "" : "trap '' XFSZ; ulimit -f 0; "
  const child = spawn("bash", ["-c", `${limit}exec "$0" --input-type=module -e "$1"`, process.execPath, script])
  let said = ""
  child.stderr.on("data", (chunk: Buffer) => void (said += chunk))
  return new Promise((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      if (!String(chunk).includes("Stop: Ctrl-C")) return
      resolve({ code: 0, said: "it serves" })
      child.kill("SIGKILL")
    })
    child.once("exit", (code) => resolve({ code: code ?? -1, said: said.trim() }))
  })
}

const BAD = {
  empty: () => "",
  cut: (good: string) => good.slice(0, 40),
  "no digits": () => "please change this key, it is a sample and no key at all",
  "wrong length": (good: string) => `${good.trim()}00\n`,
  "all zero": () => `${"0".repeat(96)}\n`,
}

function addressOf(key: Buffer): string {
  const claim = `p-1-1.full.${(Date.now() + 3_600_000).toString(36)}`
  return `/media/${claim}.${createHmac("sha256", key).update(`media:${claim}`).digest("hex").slice(0, 32)}`
}

/** A studio with pictures whose key is damaged in five ways, and one that starts without room. */
export async function attackKey(): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "justesse-key-"))
  const path = join(folder, "sample", "secret.key")
  const lines: Line[] = []
  try {
    await (await serveFolder({ demo: true, dataDir: join(folder, "sample") })).stop()
    const good = readFileSync(path, "utf8")
    for (const [name, bad] of Object.entries(BAD)) {
      writeFileSync(path, bad(good))
      const { code, said } = await refusedStart(join(folder, "sample"))
      const oneLine = said.split("\n").length === 1 && said.includes(path)
      lines.push({ what: `a key that is ${name}`, code, said, isShort: code !== 2 || !oneLine })
    }
    writeFileSync(path, good)
    const server = await serveFolder({ demo: true, dataDir: join(folder, "sample") })
    // An address opens a picture to whoever may see it: to Léa, who owns the project, if it is signed with the real key.
    const lea = new Client(server.origin)
    await lea.act("account.enter", { token: new URL(server.links.get("Léa") ?? "").hash.slice(1) })
    const statusOf = async (key: Buffer) => (await lea.request(addressOf(key))).status
    const forged = await Promise.all(
      Object.values(BAD).map((bad) => statusOf(Buffer.from(bad(good).trim().slice(0, 96), "hex"))),
    ).then((all) => all.slice(0, 3).concat(all.slice(4)))
    const real = await statusOf(Buffer.from(good.trim(), "hex"))
    await server.stop()
    const isShort = real !== 200 || forged.some((status) => status !== 404)
    lines.push({ what: "addresses of a picture signed with such keys", forged, withTheKey: real, isShort })
    const empty = join(folder, "empty")
    const { code, said } = await refusedStart(empty, false)
    const left = existsSync(empty) ? readdirSync(empty).filter((name) => name.startsWith("secret")) : []
    const noKey = code !== 2 || left.length > 0
    lines.push({ what: "a first start without room for a byte", code, said, keysLeft: left.length, isShort: noKey })
    return lines
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
