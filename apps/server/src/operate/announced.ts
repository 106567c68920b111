import { createHash } from "node:crypto"
import { readdir, readFile, rm, writeFile } from "node:fs/promises"
import { homedir } from "node:os"
import { join } from "node:path"
import { makeFolder } from "@justesse/db"
import { z } from "zod"

/** A server of this user on this computer. Its token is in its data folder and not here. */
const Announced = z.object({ dataDir: z.string(), address: z.string(), sinceMs: z.number() })
type Announced = z.infer<typeof Announced>

/** Where servers say that they run; null where nothing is said: JUSTESSE_RUNNING names another folder, or nothing. */
function folder(): string | null {
  const named = process.env.JUSTESSE_RUNNING
  if (named !== undefined) return named === "" ? null : named
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "justesse", "running")
}

/**
 * Says that a server runs, so that commands without `--data` find it. Answers what takes it back. Where it cannot be said (a home
 * that cannot be written), commands name the folder.
 */
export async function announce(server: Announced): Promise<() => Promise<void>> {
  const folderPath = folder()
  if (folderPath === null) return async () => {}
  const path = join(folderPath, `${createHash("sha256").update(server.dataDir).digest("hex").slice(0, 16)}.json`)
  try {
    makeFolder(folderPath, 0o700)
    await writeFile(path, `${JSON.stringify(server)}\n`, { mode: 0o600 })
  } catch {
    return async () => {}
  }
  return () => rm(path, { force: true }).catch(() => {})
}

/** What servers said, the newest first; some may have been killed since. */
export async function announced(): Promise<Announced[]> {
  const folderPath = folder()
  const names = folderPath === null ? [] : await readdir(folderPath).catch(() => [])
  const read = names.map(async (name) => {
    const text = await readFile(join(folderPath ?? "", name), "utf8").catch(() => "{}")
    return Announced.safeParse(jsonOf(text)).data
  })
  const servers = (await Promise.all(read)).filter((server) => server !== undefined)
  return servers.sort((a, b) => b.sinceMs - a.sinceMs)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
