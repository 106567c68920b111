import { type LaborFinding, verifyLabor } from "@justesse/api/services"
import { listFiles } from "@justesse/formats"
import { LABOR_FILE, LABOR_JSON_FILE } from "@justesse/formats/companions/labor/sections"
import { filesAt } from "@justesse/server"
import { Unusable } from "../arguments.ts"
import { readBeside } from "../beside.ts"
import { COMMON, type Command, done } from "../command.ts"
import { findOneStudio } from "../studioPath.ts"

const HOLDS = "The labor label holds: every figure is what this studio computes."

/** A difference in one sentence. */
function sentenceOf({ what, label, storage }: LaborFinding): string {
  if (what === "labor.json") return `labor.json is ${label} in this export.`
  if (what === "LABOR.md") return `LABOR.md is ${label}: it is not what labor.json says.`
  if (what === "project") return `This studio has no project ${label}.`
  if (what === "version") return `This studio has no version ${label} of that project.`
  if (what === "money")
    return `money: the ledger's entries say ${label} millionths were paid, its balances ${storage}; see justesse verify.`
  if (what === "floor") return `floor: session ${label} is closed and lacks ${storage} millionths to its floor.`
  return `${what}: the export says ${label}, the studio ${storage}.`
}

type Files = Awaited<ReturnType<typeof filesAt>>

async function textOf(files: Files, name: string): Promise<string | null> {
  const found = (await listFiles(files)).find((entry) => entry.name === name || entry.name.endsWith(`/${name}`))
  if (!found) return null
  const parts: Uint8Array[] = []
  for await (const part of files.open(found.name)) parts.push(part)
  return Buffer.concat(parts).toString("utf8")
}

export const label: Command = {
  usage: "label verify EXPORT",
  about:
    "Computes the labor label of an export (LABOR.md, labor.json) again from this studio's storage and names every figure that " +
    "differs. EXPORT is a folder or a zip. Reads alone, also beside a running server.",
  page: "…/versions/N/labor",
  options: COMMON,
  async run(args, around) {
    const [act, path, ...rest] = args.positionals
    if (act !== "verify" || path === undefined || rest.length > 0)
      throw new Unusable("Say what to verify: label verify EXPORT (a folder or a zip).")
    const studioPath = await findOneStudio(args, around)
    const files = await filesAt(path)
    const texts = async () => ({
      json: await textOf(files, LABOR_JSON_FILE),
      markdown: await textOf(files, LABOR_FILE),
      manifest: await textOf(files, "manifest.json"),
    })
    const exported = await texts().finally(() => files.close())
    const findings = await readBeside(studioPath, ({ storage }) => verifyLabor({ storage }, exported))
    const text = findings.length === 0 ? HOLDS : findings.map(sentenceOf).join("\n")
    return done({ ok: findings.length === 0, findings }, text, findings.length === 0 ? 0 : 1)
  },
}
