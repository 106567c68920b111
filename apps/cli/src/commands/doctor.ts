import { COMMON, type Command, done } from "../command.ts"
import { dataDirOf, placeOf, runningServer } from "../place.ts"
import { withStudio } from "../studio.ts"

export const doctor: Command = {
  usage: "doctor",
  about: "Looks at Node, the disk, the storage and a running server, and says what each failed check means.",
  page: "Admin",
  options: COMMON,
  async run(args, around) {
    const dataDir = dataDirOf(args, around)
    const checks: { check: string; ok: boolean; found: string; advice: string }[] = []
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
    checks.push({
      check: "Node",
      ok: major > 20 || (major === 20 && minor >= 19),
      found: process.versions.node,
      advice: "Install Node 20.19 or newer.",
    })
    const server = await runningServer(dataDir)
    checks.push({
      check: "server",
      ok: true,
      found: server ? `answers at ${server.address}` : "none runs on this folder",
      advice: "",
    })
    if (!server) {
      await withStudio(await placeOf(args, around), async (deps) => {
        const facts = await deps.storage.facts()
        checks.push({
          check: "storage",
          ok: true,
          found: Object.entries(facts)
            .map(([k, v]) => `${k} ${v}`)
            .join(", "),
          advice: "",
        })
        const disk = await deps.host.disk()
        const free = disk.freeBytes / disk.totalBytes
        checks.push({
          check: "disk",
          ok: free > 0.05,
          found: `${Math.round(free * 100)} % free`,
          advice: "Free some room: below 5 % the studio may stop storing.",
        })
        const newest = (await deps.host.backups())[0]
        checks.push({
          check: "backup",
          ok: newest !== undefined,
          found: newest ? new Date(newest.madeAtMs).toISOString() : "none yet",
          advice: "Make one: justesse backup FILE, or switch the nightly one on.",
        })
      })
    }
    const bad = checks.filter((c) => !c.ok)
    const text = checks
      .map((c) => `${c.ok ? "well " : "LOOK "} ${c.check}: ${c.found}${c.ok ? "" : `. ${c.advice}`}`)
      .join("\n")
    return done({ ok: bad.length === 0, checks }, text, bad.length === 0 ? 0 : 1)
  },
}
