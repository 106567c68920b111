import { randomUUID } from "node:crypto"
import { writeFile } from "node:fs/promises"
import { basename, resolve } from "node:path"
import { ingest } from "@justesse/api/services"
import { detectFormat, formatNamed } from "@justesse/formats"
import { filesAt, type OpenFileSet } from "@justesse/server"
import { DEFAULT_SETTINGS, JustesseError, type ProjectKind, type ProjectSlug, type ReportLine } from "@justesse/types"
import { Done } from "@justesse/types/wire/common"
import { ImportShown, ImportStarted } from "@justesse/types/wire/imports"
import { type ProjectDraft, ProjectList } from "@justesse/types/wire/project"
import { z } from "zod"
import { type Arguments, Unusable } from "../arguments.ts"
import { COMMON, type Command, done, type Outcome, type Surroundings } from "../command.ts"
import { progress } from "../progress.ts"
import { remote } from "../remote.ts"
import { dataDirOf, projectFor, type RunningServer, runningServer, slugFrom, withStudio } from "../studio.ts"
import { importScores } from "./importScores.ts"

const AS = ["settled", "gold"] as const
type As = (typeof AS)[number]

interface Imported {
  readonly pictures: number
  readonly twice: number
  readonly regions: number
  readonly leftOut: number
  readonly format: string
  readonly report: readonly ReportLine[]
}

function asFrom(args: Arguments): As {
  const typed = args.text("as") ?? "settled"
  const found = AS.find((as) => as === typed)
  if (!found) throw new Unusable(`--as ${typed}: this version takes ${AS.join(", ")} or scores.`)
  return found
}

/** Documents open at fit width with the line strip; everything else is boxes. */
async function kindOf(files: OpenFileSet, format: string | undefined): Promise<ProjectKind> {
  const found = format === undefined || format === "auto" ? await detectFormat(files) : formatNamed(format)
  return found?.name === "icdar" ? "transcription" : "boxes"
}

async function here(args: Arguments, around: Surroundings, files: OpenFileSet, as: As): Promise<Imported> {
  const format = args.text("format")
  return withStudio(args, around, async (deps) => {
    const project = await projectFor(deps, slugFrom(args), await kindOf(files, format))
    const bar = progress("Importing")
    const origin = args.text("origin") === "1" ? 1 : 0
    const result = await ingest(deps, {
      project,
      files,
      as,
      name: basename(resolve(args.positionals[0] ?? "")),
      who: { personId: project.madeBy },
      origin,
      ...(format === undefined ? {} : { format }),
      onProgress: (now) => bar.at(now.done, now.total),
    })
    bar.end()
    return result
  })
}

async function makeRemotely(call: ReturnType<typeof remote>, project: ProjectSlug, kind: ProjectKind): Promise<void> {
  const settings = {
    ...DEFAULT_SETTINGS,
    overlap: { base: 1, more: 1, moreRatio: 0 },
    opening: kind === "transcription" ? ("width" as const) : ("fit" as const),
  }
  const forecast = { people: 1, hoursPerDay: 6, secondsPerAnswer: 14 }
  const draft: ProjectDraft = {
    name: project,
    template: "empty",
    kind,
    names: "in_house",
    settings,
    ontology: { labels: [] },
    guideline: "",
    forecast,
  }
  await call.mutate("project.create", { draft, slug: project }, z.object({ project: z.string() }))
}

/** Lets people label once pictures and labels are in; a project without labels stays a draft, to be finished in the studio. */
async function openRemotely(call: ReturnType<typeof remote>, project: ProjectSlug): Promise<void> {
  await call.mutate("project.open", { project }, Done).catch((error: unknown) => {
    if (!(error instanceof JustesseError && error.code === "invalid_input")) throw error
    console.error(
      `${project} is a draft until it has ${String(error.detail.missing)}: finish it in the studio under Projects.`,
    )
  })
}

async function through(server: RunningServer, args: Arguments, files: OpenFileSet, as: As): Promise<Imported> {
  const call = remote(server)
  const project = slugFrom(args)
  const known = (await call.query("project.list", {}, ProjectList)).projects.some((row) => row.card.project === project)
  if (!known) await makeRemotely(call, project, await kindOf(files, args.text("format")))
  const batch = randomUUID()
  const list = await files.list()
  const bar = progress("Sending")
  for (const [index, file] of list.entries()) {
    await call.upload(project, batch, file.name, files.open(file.name))
    bar.at(index + 1, list.length)
  }
  bar.end()
  const { id } = await call.mutate(
    "imports.start",
    { project, batch, name: basename(resolve(args.positionals[0] ?? "")), as },
    ImportStarted,
  )
  const reading = progress("Importing")
  for (;;) {
    const shown = await call.query("imports.get", { project, id }, ImportShown)
    reading.at(shown.row.done, shown.row.total)
    if (shown.row.state !== "running") {
      reading.end()
      if (!known) await openRemotely(call, project)
      return { ...shown.row, report: shown.report }
    }
    await new Promise((wait) => setTimeout(wait, 300))
  }
}

function sentence(line: ReportLine): string {
  const place = [line.file, line.line === undefined ? null : String(line.line)]
    .filter((part) => part !== null)
    .join(":")
  return `${line.level} ${place}${line.field ? ` ${line.field}` : ""}: ${line.code}${line.found === undefined ? "" : ` (${line.found})`}${line.count && line.count > 1 ? ` × ${line.count}` : ""}`
}

function told(result: Imported, project: string): string {
  const { pictures, twice, regions, leftOut, format } = result
  const more = [twice > 0 ? `${twice} seen twice` : null, leftOut > 0 ? `${leftOut} left out` : null].filter(
    (part) => part !== null,
  )
  const head = `${project}: ${pictures} pictures, ${regions} regions, read as ${format}${more.length > 0 ? `; ${more.join(", ")}` : ""}.`
  const lines = result.report.filter((line) => line.level !== "note").slice(0, 20)
  return [head, ...lines.map(sentence)].join("\n")
}

export const importCommand: Command = {
  usage: "import PATH --project NAME",
  about:
    "Brings pictures and labels in: a file, folder or zip. Makes the project when it is absent. Nothing is clipped on the way.",
  page: "…/images, …/imports, …/models",
  options: {
    ...COMMON,
    project: { type: "string", value: "NAME", help: "address name of the project" },
    format: { type: "string", value: "F", help: "coco, voc, sroie, justesse or pictures (default: auto)" },
    as: { type: "string", value: "WHAT", help: "settled (finished answers, default), gold, or scores (a model's)" },
    origin: { type: "string", value: "0|1", help: "Pascal VOC: 1 when the first pixel is 1 (default: 0, as they are)" },
    report: { type: "string", value: "FILE", help: "every line of the report as JSON" },
  },
  async run(args, around): Promise<Outcome> {
    const path = args.positionals[0]
    if (path === undefined) throw new Unusable("Name what to import: justesse import PATH --project NAME.")
    const project = slugFrom(args)
    const isScores = args.text("as") === "scores"
    const as = isScores ? "settled" : asFrom(args)
    const files = await filesAt(resolve(path))
    try {
      if (isScores) return await importScores(args, around, files)
      const server = await runningServer(dataDirOf(args, around))
      const result = server ? await through(server, args, files, as) : await here(args, around, files, as)
      const report = args.text("report")
      if (report !== undefined) await writeFile(report, `${JSON.stringify(result.report, null, 1)}\n`)
      const { pictures, twice, regions, leftOut, format } = result
      return done({ project, pictures, twice, regions, leftOut, format, report: result.report }, told(result, project))
    } finally {
      files.close()
    }
  },
}
