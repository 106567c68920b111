import { writeFile } from "node:fs/promises"
import { resolve } from "node:path"
import type { Deps } from "@justesse/api/core"
import { exportFiles, freeze } from "@justesse/api/services"
import { versions } from "@justesse/db"
import { type FileSet, formatNamed } from "@justesse/formats"
import { filesAt } from "@justesse/server"
import type { ReportLine } from "@justesse/types"
import { ExportFormat, ExportStarted, Frozen, VersionList, VersionShown } from "@justesse/types/wire/dataset"
import { type Arguments, Unusable } from "../arguments.ts"
import { COMMON, type Command, done, type Outcome, type Surroundings } from "../command.ts"
import { staged } from "../output.ts"
import { progress } from "../progress.ts"
import { remote } from "../remote.ts"
import { dataDirOf, projectFor, type RunningServer, runningServer, slugFrom, withStudio } from "../studio.ts"

function formatFrom(args: Arguments): ExportFormat {
  const typed = args.text("format")
  const known = typed === undefined ? undefined : ExportFormat.safeParse(formatNamed(typed)?.name ?? typed)
  if (!known?.success)
    throw new Unusable(`--format ${typed ?? "(missing)"}: this version writes ${ExportFormat.options.join(" and ")}.`)
  return known.data
}

function outFrom(args: Arguments): string {
  const out = args.text("out")
  if (out === undefined) throw new Unusable("Say where to: --out PATH (a folder, or a name that ends in .zip).")
  return resolve(out)
}

/** "latest", a number, or nothing: freeze what is settled now. */
function versionFrom(args: Arguments): number | "latest" | null {
  const typed = args.text("dataset-version")
  if (typed === undefined || typed === "latest") return typed ?? null
  const number = Number(typed)
  if (!Number.isInteger(number) || number < 1)
    throw new Unusable(`--dataset-version ${typed}: a version is a whole number, or latest.`)
  return number
}

interface Exported {
  readonly version: number
  readonly pictures: number
  readonly regions: number
  readonly report: readonly ReportLine[]
}

async function latest(deps: Deps, projectId: number): Promise<number> {
  const newest = (await versions(deps.storage.db).list(projectId))[0]
  if (!newest)
    throw new Unusable("No version is frozen yet: leave --dataset-version out to freeze what is settled now.")
  return newest.version
}

async function here(args: Arguments, around: Surroundings, out: string): Promise<Exported> {
  const format = formatFrom(args)
  const wanted = versionFrom(args)
  return withStudio(args, around, async (deps) => {
    const project = await projectFor(deps, slugFrom(args), null)
    const who = { personId: project.madeBy, name: "", operator: true, scopes: null }
    const version =
      wanted === null
        ? (await freeze(deps, project, who, { note: "" })).version
        : wanted === "latest"
          ? await latest(deps, project.id)
          : wanted
    const report: ReportLine[] = []
    const bar = progress("Exporting")
    let steps = 0
    const plan = {
      projectId: project.id,
      version,
      format,
      withPictures: args.flag("with-pictures"),
      onStep: async () => bar.at(++steps, steps),
      report: (line: ReportLine) => void report.push(line),
    }
    const target = staged(out)
    try {
      await target.files(exportFiles(deps, plan))
      await target.keep()
    } finally {
      bar.end()
      await target.drop()
    }
    const row = await versions(deps.storage.db).find(project.id, version)
    return { version, pictures: row?.pictures ?? 0, regions: row?.regions ?? 0, report }
  })
}

/** What the server packed, as a zip or unpacked into a folder. */
async function fetched(zip: AsyncIterable<Uint8Array>, out: string): Promise<void> {
  const target = staged(out)
  const packed = out.endsWith(".zip") ? target : staged(`${out}.zip`)
  try {
    await packed.bytes(zip)
    if (packed === target) return await target.keep()
    const files = await filesAt(packed.path)
    await target.files(filesIn(files)).finally(() => files.close())
    await target.keep()
  } finally {
    await packed.drop()
    await target.drop()
  }
}

async function* filesIn(files: FileSet) {
  for (const { name } of await files.list()) yield { name, body: files.open(name) }
}

async function through(server: RunningServer, args: Arguments, out: string): Promise<Exported> {
  const call = remote(server)
  const project = slugFrom(args)
  const format = formatFrom(args)
  const wanted = versionFrom(args)
  const list = wanted === "latest" ? await call.query("dataset.list", { project }, VersionList) : null
  const version =
    wanted === null
      ? (await call.mutate("dataset.freeze", { project, note: "" }, Frozen)).version
      : wanted === "latest"
        ? (list?.versions[0]?.version ?? 0)
        : wanted
  const { id } = await call.mutate(
    "dataset.exportStart",
    { project, version, format, withPictures: args.flag("with-pictures") },
    ExportStarted,
  )
  const bar = progress("Exporting")
  for (;;) {
    const shown = await call.query("dataset.get", { project, version }, VersionShown)
    const job = shown.exports.find((each) => each.id === id)
    bar.at(job?.done ?? 0, job?.total ?? 0)
    if (job?.state === "done" && job.href) {
      bar.end()
      await fetched(await call.download(job.href), out)
      return { version, pictures: shown.row.pictures, regions: shown.row.regions, report: [] }
    }
    if (job?.state === "failed" || job?.state === "cancelled")
      throw new Unusable(`The export ended as ${job.state}; see Admin › Jobs for why.`)
    await new Promise((wait) => setTimeout(wait, 300))
  }
}

export const exportCommand: Command = {
  usage: "export --project NAME --format F --out PATH",
  about:
    "Takes a dataset out. Without a version it freezes what is settled now. Written under a temporary name, then renamed.",
  page: "…/versions",
  options: {
    ...COMMON,
    project: { type: "string", value: "NAME", help: "address name of the project" },
    format: { type: "string", value: "F", help: "coco or justesse (lossless)" },
    out: { type: "string", value: "PATH", help: "a folder, or a name that ends in .zip" },
    "dataset-version": { type: "string", value: "V", help: "a version, or latest (default: freeze now)" },
    "with-pictures": { type: "boolean", help: "pictures too" },
    report: { type: "string", value: "FILE", help: "what the format could not hold, as JSON" },
  },
  async run(args, around): Promise<Outcome> {
    const out = outFrom(args)
    formatFrom(args)
    const project = slugFrom(args)
    const server = await runningServer(dataDirOf(args, around))
    const result = server ? await through(server, args, out) : await here(args, around, out)
    const report = args.text("report")
    if (report !== undefined) await writeFile(report, `${JSON.stringify(result.report, null, 1)}\n`)
    const lost = result.report.length > 0 ? ` The report has ${result.report.length} lines.` : ""
    return done(
      { project, out, ...result },
      `${project} version ${result.version}: ${result.pictures} pictures, ${result.regions} regions in ${out}.${lost}`,
    )
  },
}
